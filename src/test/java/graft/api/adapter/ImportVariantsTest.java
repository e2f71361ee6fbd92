package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.parity.ParityModels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files as people, trainers and other savers have them: the right logits, or the reason. */
class ImportVariantsTest extends ExchangeOverHttp {
  private static final Path CASE = ParityModels.saved("bert", "peft-bert-lora-qkvo");
  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String HEAD = "base_model.model.classifier.";

  @ParameterizedTest
  @CsvSource({
    "classifier, classifier.modules_to_save.default",
    "classifier, classifier.modules_to_save.spam",
    "lora_A, lora_A.default",
    "lora_B, lora_B.other"
  })
  void otherSpellingsOfAFileAreRead(String from, String to) {
    Map<String, byte[]> files = renamed(name -> name.replace("." + from + ".", "." + to + "."));

    assertThat(logits(id(send("bert-a", zip(files))), CASE))
        .containsExactly(expected(CASE), within(1e-4f));
  }

  @Test
  void aCopyFromBeforeTrainingSaysNothing() {
    Map<String, byte[]> files =
        withTensors(tensors -> {
          Tensor weight = tensors.get(HEAD + "weight");
          Tensor copy = Tensor.of("x", weight.shape(), new float[weight.floats().length]);
          put(HEAD + "original_module.weight", copy, tensors);
          return tensors;
        });

    assertThat(logits(id(send("bert-a", zip(files))), CASE))
        .containsExactly(expected(CASE), within(1e-4f));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          classifier\\.               | classifier.original_module.        | of the head only the copy from before training is there
          classifier\\..*             |                                    | has no tensors of classifier, which modules_to_save says was trained
          classifier\\.weight         | classifier.modules_to_save.a.weight | tensors of several adapters, [a, b]
          """)
  void aHeadThatIsNotThereIsRefused(String from, String to, String reason) {
    Map<String, byte[]> files =
        withTensors(tensors -> {
          Map<String, Tensor> changed = new TreeMap<>();
          tensors.forEach((name, tensor) -> {
            String other = to == null ? name : name.replaceFirst(from, to);
            if (to != null || !name.matches(".*\\." + from)) {
              put(other, tensor, changed);
            }
          });
          if (to != null && to.contains(".a.")) {
            put(
                HEAD + "modules_to_save.b.weight",
                changed.get(HEAD + "modules_to_save.a.weight"),
                changed);
          }
          return changed;
        });

    assertRefused(send("bert-a", zip(files)), reason);
  }

  @Test
  void aKeyOfAPatternThatNamesNoModuleIsLeftAside() {
    Map<String, byte[]> files =
        configured(Map.of("rank_pattern", Map.of("lm_head", 4), "alpha_pattern", Map.of("x.y", 3)));

    Answer imported = send("bert-a", zip(files));

    String id = id(imported);
    assertThat(imported.json().at("/notices").valueStream().map(JsonNode::asString))
        .containsExactly(
            "rank_pattern names lm_head, which is no adapted module: left aside, as PEFT does",
            "alpha_pattern names x.y, which is no adapted module: left aside, as PEFT does");
    assertThat(logits(id, CASE)).containsExactly(expected(CASE), within(1e-4f));
    Answer resolved =
        http.postJson(
            "/v1/adapter_configs/resolve",
            Map.of("model", "bert-a", "adapter", imported.json().at("/config")));
    assertThat(resolved.status()).as(resolved.text()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          r               | "4"               | r must be a number, not the text "4"
          lora_alpha      | 1e308             | a float32 can hold
          use_dora        | true              | lora_magnitude_vector is missing
          modules_to_save | ["LayerNorm"]     | has no tensors of LayerNorm
          target_modules  | "((((x{9}){9}){9}){9}){9}" | its repeats come to more than
          target_modules  | "(?<=a)query"     | no regular expression that is read here
          peft_type       | "LOHA"            | PEFT's method LOHA is not supported here
          task_type       | "CAUSAL_LM"       | task_type is CAUSAL_LM, which does not say what the head
          """)
  void theReasonIsTheReason(String key, String value, String reason) {
    Object json = JsonMapper.shared().readValue(value, Object.class);

    assertRefused(send("bert-a", zip(configured(Map.of(key, json)))), reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          version https://git-lfs.github.com/spec/v1 | is a Git LFS pointer
          <!DOCTYPE html><html>                      | is an HTML page
          Entry not found                            | is a text
          PK\u0003\u0004abcdefghij                   | is a ZIP archive, not a safetensors file
          """)
  void weightsThatAreNoneAreCalledWhatTheyAre(String content, String reason) {
    Map<String, byte[]> files = files();
    files.put(WEIGHTS, content.getBytes(StandardCharsets.UTF_8));

    assertRefused(send("bert-a", files), reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"425a68393141", "28b52ffd0000", "1f8b0800"})
  void otherArchivesAreCalledByName(String mark) {
    byte[] bytes = java.util.Arrays.copyOf(java.util.HexFormat.of().parseHex(mark), 100);
    Answer answer =
        new Multipart().text("model", "bert-a").file("adapter.tar.x", bytes).postTo(http, ADAPTERS);

    assertRefused(answer, "adapter.tar.x: is a");
    assertThat(answer.text()).contains("a ZIP archive is read");
  }

  @Test
  void aFolderOfATrainerIsReadWithAMarkBeforeItsJson() {
    Map<String, byte[]> files = new HashMap<>();
    files().forEach((name, bytes) -> files.put("out\\" + name, bytes));
    byte[] config = files.get("out\\" + CONFIG);
    byte[] marked = new byte[config.length + 3];
    System.arraycopy(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, 0, marked, 0, 3);
    System.arraycopy(config, 0, marked, 3, config.length);
    files.put("out\\" + CONFIG, marked);
    for (String name :
        List.of(
            "trainer_log.jsonl",
            "x.yaml",
            "scaler.pt",
            "runs/events.out.tfevents.1",
            "checkpoint-2/" + CONFIG,
            "checkpoint-2/optimizer.pt",
            "global_step2/a.pt",
            ".git/x")) {
      files.put("out\\" + name, new byte[] {'{', '}'});
    }

    assertThat(logits(id(send("bert-a", zip(files))), CASE))
        .containsExactly(expected(CASE), within(1e-4f));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"ham\", \"spam, eggs\", \"x\"]", "ham,spam,eggs"})
  void labelsOfTheFormNameTheClassesAndComeBack(String labels) {
    int classes = expected(CASE).length / rowsOf();
    String given = classes == 3 ? labels : "ham,spam";
    Answer imported = send("bert-a", zip(files()), "labels", given);
    String id = id(imported);
    assertThat(imported.at("/labels/0")).isEqualTo("ham");

    Map<String, byte[]> exported = unzip(download(id, "weights?format=peft"));
    Answer again = send("bert-a", zip(exported));

    assertThat(again.json().at("/labels")).isEqualTo(imported.json().at("/labels"));
    assertThat(new String(exported.get("README.md"), StandardCharsets.UTF_8))
        .contains(
            "AutoModelForSequenceClassification.from_pretrained(\"bert-a\", num_labels="
                + classes
                + ")");
    assertThat(send("bert-a", zip(files()), "labels", "a").text())
        .contains("the head has " + classes + " classes, and there are 1 labels");
    assertThat(send("bert-a", zip(files()), "labels", "a,a").text()).contains("is there twice");
  }

  private static int rowsOf() {
    try (var io =
        graft.format.Safetensors.open(
            CASE.resolve("io.safetensors"), graft.spec.ErrorCode.INVALID_ADAPTER)) {
      return (int) io.get("expected/logits").shape()[0];
    }
  }

  @Test
  void deadAttributesOfTheFirstVersionsAreLeftAside() {
    Path saved = ParityModels.saved("bert", "bert-pfeiffer-default-cls2");
    Map<String, byte[]> files = filesOf(saved.resolve("task"));
    String config = new String(files.get(CONFIG), StandardCharsets.UTF_8);
    files.put(
        CONFIG,
        config
            .replaceFirst(
                "\"config\": \\{",
                "\"config\": {\"attention_type\": \"sent-lvl-dynamic\","
                    + " \"new_attention_norm\": false, \"to_come\": null,")
            .getBytes(StandardCharsets.UTF_8));

    Answer imported = send("bert-a", files);

    assertThat(logits(id(imported), saved)).containsExactly(expected(saved), within(1e-4f));
    assertThat(imported.at("/notices/0")).contains("attention_type is \"sent-lvl-dynamic\"");
    assertThat(imported.json().at("/notices")).hasSize(1);
  }

  @Test
  void anInverseThatWasNotTrainedIsNotApplied() {
    Path saved = ParityModels.saved("bert", "bert-houlsbyinv-mlm");
    Map<String, byte[]> files = filesOf(saved.resolve("lang"));
    float[] undone = logits(id(send("bert-a", files)), saved);
    files.replaceAll((name, bytes) ->
        name.equals(CONFIG) ? replaced(bytes, "BertAdapterModel", "BertForMaskedLM") : bytes);

    Answer imported = send("bert-a", files);

    assertThat(imported.at("/task/head/inverse")).as(imported.text()).isEqualTo("false");
    assertThat(imported.at("/notices/0")).contains("trained without its inverse");
    float[] skipped = logits(id(imported), saved);
    float largest = 0;
    for (int i = 0; i < skipped.length; i++) {
      largest = Math.max(largest, Math.abs(skipped[i] - undone[i]));
    }
    assertThat(largest).isGreaterThan(0.1f);
    Map<String, byte[]> old = new TreeMap<>(files);
    old.replaceAll(
        (name, bytes) -> name.equals(CONFIG) ? replaced(bytes, "adapters.1.2.0", "3.2.1") : bytes);
    assertThat(logits(id(send("bert-a", old)), saved)).containsExactly(undone, within(1e-6f));
  }

  private static byte[] replaced(byte[] bytes, String from, String to) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(Answer answer, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/error/message")).contains(reason);
    assertThat(answer.text()).doesNotContain(DATA.toString(), "Feature");
  }

  private static Map<String, byte[]> files() {
    return filesOf(CASE.resolve("default"));
  }

  private static Map<String, byte[]> configured(Map<String, Object> changes) {
    Map<String, byte[]> files = files();
    Map<String, Object> config = new TreeMap<>();
    json(files, CONFIG).properties().forEach(entry -> config.put(entry.getKey(), entry.getValue()));
    config.putAll(changes);
    files.put(CONFIG, JsonMapper.shared().writeValueAsBytes(config));
    return files;
  }

  private static Map<String, byte[]> renamed(UnaryOperator<String> names) {
    return withTensors(tensors -> {
      Map<String, Tensor> renamed = new TreeMap<>();
      tensors.forEach((name, tensor) -> put(names.apply(name), tensor, renamed));
      return renamed;
    });
  }

  private static Map<String, byte[]> withTensors(UnaryOperator<Map<String, Tensor>> change) {
    Map<String, byte[]> files = files();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SafetensorsWriter.write(
        bytes, List.copyOf(change.apply(tensors(files.get(WEIGHTS))).values()), Map.of());
    files.put(WEIGHTS, bytes.toByteArray());
    return files;
  }

  private static void put(String name, Tensor tensor, Map<String, Tensor> tensors) {
    tensors.put(name, tensor.named(name));
  }
}
