package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
      Answer answer = upload("hostile-" + i, change.architecture(), changed(List.of(change)));
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

  /** Made linear, or their trial would take minutes. */
  @Test
  void expressionsOfPublishedTokenizersAreTaken() throws IOException {
    for (String regex : List.of("\\\\s+$", " +▁")) {
      Answer answer = upload("published", "bert", changed(List.of(replacing(regex))));

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.at("/status")).isEqualTo("ready");
      assertThat(http.delete(MODELS + "/published").status()).isEqualTo(200);
    }
  }

  private static HostileTokenizers.Change replacing(String regex) {
    return new HostileTokenizers.Change(
        "bert",
        "/normalizer",
        "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"%s\"},\"content\":\"\"}".formatted(regex));
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
  void whatAbortsStallsOrThrowsInItsTrialIsRefusedOnceAndRemembered() throws IOException {
    jdbc.sql("truncate tokenizer_trial").update();
    Answer aborted = upload("aborts", "bert", changed(List.of(HostileTokenizers.ABORTS)));
    Answer stalled = upload("stalls", "xlm-roberta", changed(HostileTokenizers.STALL));
    for (HostileTokenizers.Change change : HostileTokenizers.THROW) {
      Answer thrown = upload("throws", "bert", changed(List.of(change)));
      assertThat(thrown.status()).as(thrown.text()).isEqualTo(422);
      assertThat(thrown.at("/detail")).startsWith("tokenizer.json is not a tokenizer: ");
    }
    Answer again = upload("aborts-again", "bert", changed(List.of(HostileTokenizers.ABORTS)));

    assertThat(aborted.status()).as(aborted.text()).isEqualTo(422);
    assertThat(aborted.at("/detail")).startsWith("tokenizer.json: ").contains("ended (134)");
    assertThat(stalled.status()).as(stalled.text()).isEqualTo(422);
    assertThat(stalled.at("/detail")).contains("on some text it takes more than 20 seconds");
    assertThat(again.at("/detail")).isEqualTo(aborted.at("/detail"));
    assertThat(trials()).isEqualTo(4);
    assertThat(http.get(MODELS).json().at("/data").size()).isZero();
  }

  /** What the rules here cannot judge is tried, and ends no process but its own. */
  @Test
  void whatHoldsToEveryRuleIsTriedAndTheServiceStands() throws IOException {
    jdbc.sql("truncate tokenizer_trial").update();
    List<String> refused = new ArrayList<>();
    for (var hostile : HostileTokenizers.BEYOND_RULES.entrySet()) {
      String architecture = hostile.getValue().getFirst().architecture();
      Answer answer = upload("beyond-rules", architecture, changed(hostile.getValue()));
      assertThat(answer.status()).as("%s: %s", hostile.getKey(), answer.text()).isIn(200, 422);
      if (answer.status() == 422) {
        assertThat(answer.at("/error/code")).isEqualTo("invalid_model");
        refused.add(hostile.getKey());
      } else {
        assertThat(http.delete(MODELS + "/beyond-rules").status()).isEqualTo(200);
      }
    }

    assertThat(trials()).isEqualTo(HostileTokenizers.BEYOND_RULES.size());
    assertThat(refused)
        .contains(
            "a decoder that takes more off a token than it has",
            "an added token of which the normalizer leaves nothing",
            "an expression that does not compile");
    assertThat(http.get(MODELS).status()).isEqualTo(200);
  }

  @Test
  void anotherVersionOfTheLibraryTriesAgain() throws IOException {
    jdbc.sql("truncate tokenizer_trial").update();
    ObjectNode tokenizer = changed(List.of(HostileTokenizers.ABORTS));
    upload("aborts", "bert", tokenizer);
    jdbc.sql("update tokenizer_trial set version = 'older', fault = null").update();

    Answer answer = upload("aborts", "bert", tokenizer);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(trials()).isEqualTo(2);
  }

  /** Whoever ends the process, the system or a person, says nothing of the tokenizer. */
  @Test
  void aTrialThatIsKilledIsSaidAndNotRemembered() throws Exception {
    ObjectNode stalling = changed(HostileTokenizers.STALL);
    jdbc.sql("truncate tokenizer_trial").update();
    // Not the trial of another test, which may be about to end.
    await().until(() -> trial().isEmpty());
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(() -> {
          try {
            return upload("killed", "xlm-roberta", stalling);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });

    await().until(() -> trial().isPresent());
    // While it runs, all else is answered.
    assertThat(http.get(MODELS).status()).isEqualTo(200);
    assertThat(trial().orElseThrow().destroyForcibly()).isTrue();

    assertThat(answer.get().status()).as(answer.get().text()).isEqualTo(400);
    assertThat(answer.get().at("/detail")).contains("could not be tried", "try again later");
    assertThat(trials()).isZero();
  }

  @Test
  void listsDoNotWaitForAModelOnTrial() throws Exception {
    jdbc.sql("truncate tokenizer_trial").update();
    Path source = ParityModels.directory("xlm-roberta", "xlm-roberta-a");
    Path directory = Files.createDirectories(DATA.resolve("models/slow"));
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(source.resolve(file), directory.resolve(file));
    }
    Files.writeString(
        directory.resolve("tokenizer_config.json"),
        "{\"tokenizer_class\": \"PreTrainedTokenizerFast\"}");
    Files.writeString(
        directory.resolve("tokenizer.json"), changed(HostileTokenizers.STALL).toString());
    assertThat(http.get(MODELS).at("/data/0/status")).isEqualTo("checking");
    await().until(() -> trial().isPresent());
    ProcessHandle trial = trial().orElseThrow();

    Answer during = http.get(MODELS);

    assertThat(trial.isAlive()).as("still on trial").isTrue();
    assertThat(during.at("/data/0/id")).isEqualTo("slow");
    assertThat(during.at("/data/0/status")).isEqualTo("checking");
    Files.writeString(directory.resolve("tokenizer.json"), tokenizer("xlm-roberta").toString());
    assertThat(trial.destroyForcibly()).isTrue();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !http.get(MODELS).at("/data/0/status").equals("checking"));
  }

  private static Optional<ProcessHandle> trial() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().filter(name -> name.endsWith("/java")).isPresent())
        .findFirst();
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

  private static ObjectNode changed(List<HostileTokenizers.Change> changes) throws IOException {
    ObjectNode tokenizer = tokenizer(changes.getFirst().architecture());
    changes.forEach(change -> change(tokenizer, change));
    return tokenizer;
  }

  private static void change(ObjectNode tokenizer, HostileTokenizers.Change change) {
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
