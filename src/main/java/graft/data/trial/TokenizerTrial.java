package graft.data.trial;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import graft.data.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What runs in the process of its own: reads ugly texts with a tokenizer, and writes a verdict. */
public final class TokenizerTrial {
  /** The first argument of the program that makes it run a trial; the second is a directory. */
  public static final String COMMAND = "try-tokenizer";

  static final String TOKENIZER = "tokenizer.json";
  static final String VERDICT = "verdict";

  /** A file that is there once the process is up and has all that it needs. */
  static final String BEGUN = "begun";

  /** What is written where nothing is wrong. */
  static final String SOUND = "sound";

  /** Tokens that a character may become, normalization and bytes included. */
  private static final int MOST_TOKENS = 256;

  private static final int PAIR = 1_000;

  private TokenizerTrial() {}

  /** Tries the tokenizer in a directory, and writes the verdict beside it. */
  public static void run(Path directory) {
    Tokenizer.loadLibrary();
    String verdict = SOUND;
    try {
      Files.createFile(directory.resolve(BEGUN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (HuggingFaceTokenizer tokenizer =
        Tokenizer.open(Files.readAllBytes(directory.resolve(TOKENIZER)))) {
      UglyTexts.all().forEach(text -> read(text, tokenizer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException refused) {
      verdict = String.valueOf(refused.getMessage());
    }
    try {
      Files.writeString(directory.resolve(VERDICT), verdict);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(String text, HuggingFaceTokenizer tokenizer) {
    String some = start(text);
    String[] words = {some, "a", ""};
    for (Encoding encoding :
        new Encoding[] {
          tokenizer.encode(text, true, false),
          tokenizer.encode(some, some, true, false),
          tokenizer.encode(words, true, false)
        }) {
      long[] ids = encoding.getIds();
      if (ids.length > MOST_TOKENS * (text.length() + 1L)) {
        throw new IllegalStateException(
            "a text of %d characters becomes %d tokens".formatted(text.length(), ids.length));
      }
      requireSame(ids.length, encoding);
      String _ = tokenizer.decode(Arrays.copyOf(ids, Math.min(ids.length, PAIR)), true);
    }
  }

  private static String start(String text) {
    int letters = Math.min(PAIR, text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, letters));
  }

  private static void requireSame(int tokens, Encoding encoding) {
    boolean isWhole =
        encoding.getTokens().length == tokens
            && encoding.getTypeIds().length == tokens
            && encoding.getWordIds().length == tokens
            && encoding.getCharTokenSpans().length == tokens;
    if (!isWhole) {
      throw new IllegalStateException("a text's tokens, ids and places are not as many");
    }
  }
}
