package graft.parity;

import graft.generate.search.TokenBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bytes of the tokens that a small model's {@code tokenizer.json} has. */
final class StoredTokens {
  private StoredTokens() {}

  static TokenBytes of(Path model) {
    JsonNode json = JsonMapper.shared().readTree(model.resolve("tokenizer.json").toFile());
    boolean areBytes = json.path("decoder").toString().contains("ByteLevel");
    Map<Integer, byte[]> bytes = new HashMap<>();
    JsonNode vocabulary = json.path("model").path("vocab");
    if (vocabulary.isArray()) {
      IntStream.range(0, vocabulary.size())
          .forEach(id -> bytes.put(id, pieces(vocabulary.path(id).path(0).asString())));
    } else {
      vocabulary
          .properties()
          .forEach(token ->
              bytes.put(
                  token.getValue().asInt(),
                  areBytes ? letters(token.getKey()) : pieces(token.getKey())));
    }
    json.path("added_tokens")
        .forEach(
            token -> bytes.put(token.path("id").asInt(), utf8(token.path("content").asString())));
    return id -> bytes.getOrDefault(id, new byte[0]);
  }

  private static byte[] pieces(String token) {
    return token.matches("<0x[0-9A-F]{2}>")
        ? new byte[] {(byte) Integer.parseInt(token.substring(3, 5), 16)}
        : utf8(token.replace('\u2581', ' '));
  }

  /** GPT-2's letters for bytes: those that cannot be printed follow behind 255. */
  private static byte[] letters(String token) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    token.codePoints().forEach(letter -> bytes.write(letter < 256 ? letter : hidden(letter - 256)));
    return bytes.toByteArray();
  }

  private static int hidden(int number) {
    return IntStream.range(0, 256)
        .filter(b -> b <= 32 || (b >= 127 && b <= 160) || b == 173)
        .skip(number)
        .findFirst()
        .orElseThrow();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
