package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.wire.Http.Answer;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokenizers from outside that would end or stall the process, sent to the running service. */
class HostileTokenizerTest extends CatalogOverHttp {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MODELS = "/v1/models";

  @Test
  void eachIsReadyOrRefusedWithItsReasonAndTheServiceStands() throws IOException {
    List<HostileTokenizers.Change> changes = HostileTokenizers.all();
    assertThat(changes).hasSizeGreaterThan(100);

    for (int i = 0; i < changes.size(); i++) {
      HostileTokenizers.Change change = changes.get(i);
      Answer answer = upload("hostile-" + i, change.architecture(), changed(change));
      boolean isReady = answer.status() == 200 && answer.at("/status").equals("ready");
      if (!isReady) {
        assertThat(answer.status()).as("%s: %s", change, answer.text()).isEqualTo(422);
        assertThat(answer.at("/error/code")).isEqualTo("invalid_model");
        assertThat(answer.at("/detail"))
            .as(change.toString())
            .contains("tokenizer.json")
            .doesNotContain("Exception", "null", DATA.toString(), "Feature");
      }
    }

    assertThat(http.get(MODELS).status()).isEqualTo(200);
  }

  @Test
  void aTokenBeyondTheEmbeddingIsNamedWithBothSizes() throws IOException {
    ObjectNode tokenizer = tokenizer("bert");
    ((ObjectNode) tokenizer.at("/model/vocab")).put("beyond", 150);

    Answer answer = upload("beyond", "bert", tokenizer);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/detail"))
        .contains("\"beyond\"", "id 150", "151 tokens, 150 rows", "ends at 149");
  }

  /** The rules here know nothing of it; only the process that tries it finds out. */
  @Test
  void whatOnlyATrialShowsIsRefusedOnceAndRemembered() throws IOException {
    ObjectNode tokenizer = tokenizer("xlm-roberta");
    ObjectNode model = (ObjectNode) tokenizer.get("model");
    model.put("byte_fallback", "unheard of");
    tokenizer.set("model", model.put("byte_fallback", true).put("type", "Unigram"));
    ((ObjectNode) tokenizer)
        .set("decoder", JSON.readTree("{\"type\":\"WordPiece\",\"prefix\":\"\"}"));

    Answer first = upload("tried", "xlm-roberta", tokenizer);
    long trials = trials();
    Answer second = upload("tried-again", "xlm-roberta", tokenizer);

    assertThat(first.status()).as(first.text()).isEqualTo(422);
    assertThat(first.at("/detail")).contains("tokenizer.json");
    assertThat(second.at("/detail")).isEqualTo(first.at("/detail"));
    assertThat(trials()).isEqualTo(trials).isPositive();
  }

  @Test
  void aModelInTheRootIsHeldToTheSame() throws IOException {
    Path source = ParityModels.directory("bert", "bert-a");
    Path directory = Files.createDirectories(DATA.resolve("models/found"));
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(source.resolve(file), directory.resolve(file));
    }
    assertThat(http.get(MODELS + "/found").at("/status")).isEqualTo("error");
    assertThat(http.get(MODELS + "/found").at("/status_details"))
        .contains("no tokenizer.json", "save_pretrained");

    ObjectNode tokenizer = tokenizer("bert");
    ((ObjectNode) tokenizer.get("model")).putObject("vocab");
    Files.writeString(directory.resolve("tokenizer.json"), tokenizer.toString());
    assertThat(http.get(MODELS + "/found").at("/status_details")).contains("vocab is empty");

    Files.writeString(directory.resolve("tokenizer.json"), tokenizer("bert").toString());
    assertThat(http.get(MODELS + "/found").at("/status")).isEqualTo("ready");
  }

  private long trials() {
    return jdbc.sql("select count(*) from tokenizer_trial").query(Long.class).single();
  }

  private static ObjectNode changed(HostileTokenizers.Change change) throws IOException {
    ObjectNode tokenizer = tokenizer(change.architecture());
    int last = change.pointer().lastIndexOf('/');
    String key = change.pointer().substring(last + 1);
    JsonNode value =
        JSON.getNodeFactory()
            .rawValueNode(new tools.jackson.databind.util.RawValue(change.value()));
    switch (tokenizer.at(change.pointer().substring(0, last))) {
      case ArrayNode list when Integer.parseInt(key) < list.size() ->
          list.set(Integer.parseInt(key), value);
      case ArrayNode list -> list.add(value);
      case ObjectNode object -> object.set(key, value);
      default -> throw new IllegalArgumentException(change.pointer());
    }
    return tokenizer;
  }

  private static ObjectNode tokenizer(String architecture) throws IOException {
    Path file = ParityModels.directory(architecture, architecture + "-a").resolve("tokenizer.json");
    return (ObjectNode) JSON.readTree(Files.readString(file));
  }

  private Answer upload(String name, String architecture, ObjectNode tokenizer) throws IOException {
    Path source = ParityModels.directory(architecture, architecture + "-a");
    Map<String, byte[]> files =
        Map.of(
            "config.json", Files.readAllBytes(source.resolve("config.json")),
            "model.safetensors", Files.readAllBytes(source.resolve("model.safetensors")),
            "tokenizer.json", JSON.writeValueAsBytes(tokenizer),
            "tokenizer_config.json",
                "{\"tokenizer_class\": \"PreTrainedTokenizerFast\"}"
                    .getBytes(StandardCharsets.UTF_8));
    Multipart form = new Multipart().text("name", name);
    files.forEach((file, bytes) -> form.file("files", file, bytes));
    return form.postTo(http, MODELS);
  }
}
