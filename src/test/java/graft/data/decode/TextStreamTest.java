package graft.data.decode;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.Tokenizer;
import graft.format.tokenizer.TokenizerFile;
import graft.parity.ParityModels;
import graft.tensor.random.SplitMix;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text that grows token by token, against the tokenizers library's decoding of the whole. */
class TextStreamTest {
  private static final List<String> TEXTS =
      List.of(
          "Is there a bus after midnight?",
          "naïve café — “quoted” …",
          "日本語のテキスト、中文和한국어",
          "🙂👩‍👩‍👧 flags 🇨🇭 and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
          "  two  blanks\n\tand lines \n",
          "e\u0301 \u200d \ufffd end");

  @ParameterizedTest
  @CsvSource({
    "llama, llama-a",
    "llama, llama-c",
    "gpt2, gpt2-a",
    "qwen3, qwen3-a",
    "gemma3_text, gemma3-a",
    "phi3, phi3-a",
    "mistral, mistral-c",
    "t5, t5-a",
    "bart, bart-a",
    "bert, bert-a"
  })
  void aTextIsTheLibrarysAndGrowsByWholeCharacters(String architecture, String model) {
    Path file = ParityModels.directory(architecture, model).resolve("tokenizer.json");
    TokenPieces pieces = TokenPieces.open(file);
    try (Tokenizer tokenizer = Tokenizer.open(file)) {
      for (String text : TEXTS) {
        int[] ids = tokenizer.encodeWhole(text, true).ids();
        for (boolean skips : new boolean[] {true, false}) {
          assertThat(String.join("", parts(ids, pieces, skips)))
              .as("%s of %s", text, model)
              .isEqualTo(tokenizer.decode(ids, skips));
        }
      }
    }
  }

  /** Any bytes at all, as a byte-level model may write them. */
  @ParameterizedTest
  @CsvSource({"gpt2, gpt2-a", "llama, llama-c", "qwen3, qwen3-a"})
  void brokenBytesAreReadAsTheLibraryReadsThem(String architecture, String model) {
    Path file = ParityModels.directory(architecture, model).resolve("tokenizer.json");
    TokenPieces pieces = TokenPieces.open(file);
    SplitMix numbers = new SplitMix(7);
    try (Tokenizer tokenizer = Tokenizer.open(file)) {
      for (int run = 0; run < 300; run++) {
        int[] ids = random(numbers, run, 256);
        assertThat(String.join("", parts(ids, pieces, true)))
            .isEqualTo(tokenizer.decode(ids, true));
      }
    }
  }

  @Test
  void aRunOfSingleBytesIsBrokenFromWhereItBreaks() {
    Path file = ParityModels.directory("llama", "llama-a").resolve("tokenizer.json");
    TokenPieces pieces = TokenPieces.open(file);
    assertThat(text(pieces, 0xE6, 0x41)).isEqualTo("��");
    assertThat(text(pieces, 0xE6, 0x97, 0xA5)).isEqualTo("日");
    assertThat(text(pieces, 0xE6, 0x97, 0xA5, 0xE6)).isEqualTo("日�");
    assertThat(text(pieces, 0x41, 0x80, 0x42)).isEqualTo("A��");
    assertThat(text(pieces, 0x20, 0x41)).isEqualTo("A");
  }

  @Test
  void nothingIsHandedOutThatMayStillBeTakenBack() {
    TokenPieces pieces =
        TokenPieces.open(ParityModels.directory("gpt2", "gpt2-a").resolve("tokenizer.json"));
    TextStream stream = new TextStream(pieces, true, true);
    ids(pieces, "ab🙂cd").forEach(stream::add);
    assertThat(stream.upTo(1)).isEqualTo("a");
    assertThat(stream.upTo(4)).isEqualTo("b");
    assertThat(stream.upTo(6)).isEqualTo("🙂");
    assertThat(stream.endAt(7)).isEqualTo("c");
  }

  private static List<String> parts(int[] ids, TokenPieces pieces, boolean skips) {
    TextStream stream = new TextStream(pieces, skips, true);
    List<String> parts = new ArrayList<>();
    long length = 0;
    for (int id : ids) {
      stream.add(id);
      length += pieces.bytes(id).length;
      String part = stream.upTo(length);
      assertThat(part.isEmpty() || !Character.isHighSurrogate(part.charAt(part.length() - 1)))
          .isTrue();
      parts.add(part);
    }
    parts.add(stream.end());
    return parts;
  }

  private static int[] random(SplitMix numbers, int run, int most) {
    return IntStream.range(0, 12)
        .map(i -> (int) (numbers.unit(run * 12L + i) * most) + 1)
        .toArray();
  }

  private static String text(TokenPieces pieces, int... bytes) {
    Map<Integer, String> tokens =
        TokenizerFile.read(ParityModels.directory("llama", "llama-a").resolve("tokenizer.json"))
            .tokens();
    List<Integer> ids = new ArrayList<>();
    for (int value : bytes) {
      String token = "<0x%02X>".formatted(value);
      tokens.forEach((id, spelled) -> {
        if (spelled.equals(token)) {
          ids.add(id);
        }
      });
    }
    return TextStream.of(ids, pieces, true);
  }

  /** A token for each byte. */
  private static List<Integer> ids(TokenPieces pieces, String text) {
    List<Integer> ids = new ArrayList<>();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      ids.add(
          IntStream.range(0, 300)
              .filter(id ->
                  pieces.bytes(id).length == 1
                      && pieces.bytes(id)[0] == value
                      && !pieces.isSpecial(id))
              .findFirst()
              .orElseThrow());
    }
    return ids;
  }
}
