package graft.data;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model's own tokenizer, from its {@code tokenizer.json}. Truncation and padding that the file
 * asks for are overridden: rows are cut to {@code maxLength} tokens, special tokens kept and the
 * longer text of a pair cut first, and never padded. Owns the native tokenizer; may be used by
 * several threads.
 */
public final class Tokenization implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  private Tokenization(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Opens a tokenizer.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if the file is not a tokenizer
   */
  public static Tokenization open(Path file, int maxLength) {
    Map<String, String> options =
        Map.of(
            "padding",
            "false",
            "truncation",
            "true",
            "maxLength",
            Integer.toString(maxLength),
            "modelMaxLength",
            Integer.toString(maxLength));
    try {
      return new Tokenization(HuggingFaceTokenizer.newInstance(file, options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new GraftException(
          ErrorCode.INVALID_MODEL, file.getFileName() + " is not a tokenizer", e);
    }
  }

  public Encoded encode(String text, Optional<String> pair) {
    Encoding encoding =
        pair.isPresent()
            ? tokenizer.encode(text, pair.get(), true, false)
            : tokenizer.encode(text, true, false);
    return new Encoded(encoding.getIds(), encoding.getTypeIds());
  }

  /** The row as text again, special tokens included, for people. */
  public String names(Encoded encoded) {
    return tokenizer.decode(encoded.inputIds(), false);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
