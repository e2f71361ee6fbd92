package graft.data;

import static org.assertj.core.api.Assertions.assertThat;

import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Directories whose files disagree, and the ids that {@code AutoTokenizer} of transformers 5.18
 * makes of texts with them.
 */
class ReferenceTokenizersTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path CASES = Path.of("src/test/resources/tokenizers/reference/cases.json");

  @TempDir Path directory;

  record Case(JsonNode json, List<String> texts) {
    @Override
    public String toString() {
      return json.get("name").asString();
    }
  }

  static Stream<Case> cases() throws IOException {
    JsonNode file = JSON.readTree(Files.readString(CASES));
    List<String> texts = file.get("texts").valueStream().map(JsonNode::asString).toList();
    return file.get("cases").valueStream().map(json -> new Case(json, texts));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesOnEveryText(Case expected) throws IOException {
    write(expected.json());

    try (Tokenizer tokenization = Tokenizer.open(directory.resolve("tokenizer.json"))) {
      for (int i = 0; i < expected.texts().size(); i++) {
        String text = expected.texts().get(i);
        assertThat(tokenization.encode(Text.of(text), 1000).ids())
            .as(text)
            .isEqualTo(ints(expected.json().at("/ids/" + i)));
      }
      Text pair = Text.of(expected.texts().get(0), expected.texts().get(7));
      assertThat(tokenization.encode(pair, 1000).ids())
          .isEqualTo(ints(expected.json().get("pair")));
      JsonNode mask = expected.json().get("mask");
      assertThat(tokenization.maskId().orElse(-1)).isEqualTo(mask.isNull() ? -1 : mask.asInt());
    }
  }

  private void write(JsonNode expected) throws IOException {
    String base = expected.get("base").asString();
    Path source = ParityModels.directory(base.replaceAll("-a$", ""), base);
    ObjectNode tokenizer = read(source, "tokenizer.json");
    expected.get("tokenizer").forEachEntry((pointer, value) -> set(tokenizer, pointer, value));
    write("tokenizer.json", tokenizer);
    write("config.json", read(source, "config.json").setAll((ObjectNode) expected.get("model")));
    JsonNode changes = expected.get("config");
    if (changes instanceof ObjectNode) {
      ObjectNode config = read(source, "tokenizer_config.json");
      changes.forEachEntry((key, value) -> {
        if (value.asString("").equals("__absent__")) {
          config.remove(key);
        } else {
          config.set(key, value);
        }
      });
      write("tokenizer_config.json", config);
    }
    JsonNode special = expected.get("special_tokens_map");
    if (special.asString("").equals("keep")) {
      write("special_tokens_map.json", read(source, "special_tokens_map.json"));
    } else if (special.isObject()) {
      write("special_tokens_map.json", special);
    }
    if (expected.get("added_tokens").isObject()) {
      write("added_tokens.json", expected.get("added_tokens"));
    }
  }

  private static void set(JsonNode root, String pointer, JsonNode value) {
    int last = pointer.lastIndexOf('/');
    String key = pointer.substring(last + 1);
    switch (root.at(pointer.substring(0, last))) {
      case ArrayNode list -> list.insert(Integer.parseInt(key), value);
      case ObjectNode object -> object.set(key, value);
      default -> throw new IllegalArgumentException(pointer);
    }
  }

  private static ObjectNode read(Path directory, String name) throws IOException {
    return (ObjectNode) JSON.readTree(Files.readString(directory.resolve(name)));
  }

  private void write(String name, JsonNode json) throws IOException {
    Files.writeString(directory.resolve(name), json.toString());
  }

  private static int[] ints(JsonNode list) {
    return list.valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
