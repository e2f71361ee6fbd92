package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.Safetensors;
import graft.format.Tensors;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An invertible adapter is undone before the words are told if it was in its training (D8). */
class TrainedInverseTest extends ExchangeOverHttp {
  private static final Path CASE = ParityModels.saved("bert", "bert-houlsbyinv-mlm");
  private static final Path WITHOUT = Path.of("src/test/resources/exchange/native-mlm-inverse");
  private static final String CONFIG = "adapter_config.json";

  @Test
  void itsValuesAreThoseOfTheFormulaBothWays() {
    String flexible = id(send("bert-a", filesOf(CASE.resolve("lang"))));
    String ofClass = id(send("bert-a", files("BertForMaskedLM", "adapters.1.2.0")));

    assertThat(allLogits(flexible)).containsExactly(real(CASE), within(1e-4f));
    assertThat(allLogits(ofClass)).containsExactly(expected(WITHOUT), within(1e-4f));
  }

  @ParameterizedTest
  @CsvSource({
    "BertForMaskedLM, adapters.1.2.0, false",
    "BertForMaskedLM, 3.2.1, true",
    "BertForMaskedLM, adapters.0.1.0, false",
    "BertAdapterModel, adapters.1.2.0, true"
  })
  void whatWasTrainedComesBack(String modelClass, String version, boolean undoes) {
    String id = id(send("bert-a", files(modelClass, version)));

    Map<String, byte[]> exported = unzip(download(id, "weights?format=adapterhub"));
    Answer again = send("bert-a", exported);

    float[] values = undoes ? real(CASE) : expected(WITHOUT);
    assertThat(allLogits(id)).containsExactly(values, within(1e-4f));
    assertThat(allLogits(id(again))).isEqualTo(allLogits(id));
    assertThat(again.json().at("/notices").isEmpty()).isEqualTo(undoes);
  }

  /** The library goes by class and version; where these tell something else, the file says so. */
  @Test
  void aHeadOfAClassKeepsTheInverseOfItsVersion() {
    Map<String, byte[]> files = files("BertForMaskedLM", "3.2.1");
    files.keySet().removeIf(name -> name.contains("head"));
    Answer imported = send("bert-a", files);
    assertThat(imported.json().at("/task/head/checkpoint").asBoolean()).isTrue();

    Map<String, byte[]> exported = unzip(download(id(imported), "weights?format=adapterhub"));
    Answer again = send("bert-a", exported);

    assertThat(json(exported, CONFIG).at("/inverse").asBoolean()).isTrue();
    assertThat(json(exported, CONFIG).at("/model_class").asString()).isEqualTo("BertForMaskedLM");
    assertThat(text(exported.get("README.md"))).contains("without the inverse");
    assertThat(allLogits(id(again))).isEqualTo(allLogits(id(imported)));
    assertThat(again.json().at("/notices")).isEmpty();
  }

  /** The paper undoes it in every head, so jobs do, and stored adapters that say nothing. */
  @Test
  void jobsAndStoredAdaptersUndoItInTheCheckpointsHeadToo() throws IOException {
    String plain = train(Map.of("checkpoint", true), "double_seq_bn_inv");
    String undone = train(Map.of("checkpoint", true, "inverse", true), "double_seq_bn_inv");
    String skipped = train(Map.of("checkpoint", true, "inverse", false), "double_seq_bn_inv");
    String old = train(Map.of("checkpoint", true), "double_seq_bn_inv");
    forgetInverse(old);

    float[] logits = allLogits(undone);
    assertThat(allLogits(plain)).isEqualTo(logits);
    assertThat(allLogits(old)).isEqualTo(logits);
    assertThat(allLogits(skipped)).isNotEqualTo(logits);
    for (String id : List.of(old, skipped)) {
      Map<String, byte[]> exported = unzip(download(id, "weights?format=adapterhub"));
      assertThat(allLogits(id(send("bert-a", exported)))).isEqualTo(allLogits(id));
    }
  }

  @ParameterizedTest
  @CsvSource({", false", "{}, false", "{\"checkpoint\": true}, false", "{\"inverse\": true}, true"})
  void aJobThatGoesOnDoesAsItsStart(String head, boolean undoes) {
    Map<String, byte[]> files = files("BertForMaskedLM", "adapters.1.2.0");
    files.keySet().removeIf(name -> name.contains("head"));
    String start = id(send("bert-a", files));
    Object task =
        head == null
            ? Map.of("type", "masked_lm")
            : Map.of("type", "masked_lm", "head", JsonMapper.shared().readValue(head, Map.class));

    Answer job = submit(Map.of("from", start), task, true);

    assertThat(job.status()).as(job.text()).isEqualTo(200);
    assertThat(job.json().at("/job/task/head/inverse").asBoolean(true)).isEqualTo(undoes);
  }

  @Test
  void otherHeadsHaveNothingToUndo() {
    Answer job =
        submit("lora", Map.of("type", "multiple_choice", "head", Map.of("inverse", false)), true);

    assertThat(job.status()).as(job.text()).isEqualTo(422);
    assertThat(job.text()).contains("/task/head/inverse");
  }

  /** As adapters were stored before anything was said of it. */
  private void forgetInverse(String id) throws IOException {
    Path manifest = DATA.resolve("adapters").resolve(id).resolve("manifest.json");
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(Files.readString(manifest));
    ((ObjectNode) json.at("/task/head")).remove("inverse");
    Files.writeString(manifest, json.toString());
    jdbc.sql("update adapter set task = task #- '{head,inverse}' where id = ?").param(id).update();
  }

  private static Map<String, byte[]> files(String modelClass, String version) {
    Map<String, byte[]> files = filesOf(CASE.resolve("lang"));
    files.compute(
        CONFIG,
        (_, bytes) ->
            text(bytes)
                .replace("BertAdapterModel", modelClass)
                .replace("adapters.1.2.0", version)
                .getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private String train(Object head, String adapter) {
    Answer job = submit(adapter, Map.of("type", "masked_lm", "head", head), false);
    assertThat(job.status()).as(job.text()).isEqualTo(200);
    return trained(job);
  }

  private Answer submit(Object adapter, Object task, boolean isDryRun) {
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("texts.jsonl", "{\"text\": \"the red box\"}\n{\"text\": \"a blue line\"}\n")
            .postTo(http, "/v1/files")
            .at("/id");
    Map<String, Object> request = new HashMap<>();
    request.put("model", "bert-a");
    request.put("training_file", file);
    request.put("adapter", adapter);
    request.put("task", task);
    request.put("validation_split", 0);
    request.put("dry_run", isDryRun);
    request.put("seed", 7);
    // So little that adapters of one seed stay alike, whatever their loss was.
    request.put("training", Map.of("max_steps", 1, "learning_rate", 1e-12));
    return http.postJson("/v1/fine_tuning/jobs", request);
  }

  private float[] allLogits(String id) {
    Answer answer =
        http.postJson(
            ADAPTERS + "/" + id + "/predict",
            Map.of("inputs", inputs(WITHOUT), "return", List.of("all_logits")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    List<JsonNode> logits =
        answer
            .json()
            .at("/data")
            .valueStream()
            .flatMap(row -> row.at("/tokens").valueStream())
            .flatMap(token -> token.at("/logits").valueStream())
            .toList();
    float[] values = new float[logits.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) logits.get(i).asDouble();
    }
    return values;
  }

  /** The library's values without those of the padding. */
  private static float[] real(Path saved) {
    try (Tensors io =
        Safetensors.open(saved.resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER)) {
      ByteBuffer mask = io.get("input/attention_mask").buffer().order(ByteOrder.LITTLE_ENDIAN);
      float[] all = io.get("expected/logits").floats();
      int width = (int) io.get("expected/logits").shape()[2];
      List<Float> kept = new ArrayList<>();
      for (int token = 0; token * width < all.length; token++) {
        boolean isReal = mask.getLong() == 1;
        for (int i = 0; isReal && i < width; i++) {
          kept.add(all[token * width + i]);
        }
      }
      float[] values = new float[kept.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = kept.get(i);
      }
      return values;
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
