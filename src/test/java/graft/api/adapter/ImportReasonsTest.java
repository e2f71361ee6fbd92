package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.web.Http.Answer;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.parity.ParityModels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What other libraries can say and files of theirs hold: read, or refused for what it is. */
class ImportReasonsTest extends ExchangeOverHttp {
  private static final Path PEFT = ParityModels.saved("bert", "peft-bert-lora-qkvo");
  private static final Path CHOICE = Path.of("src/test/resources/exchange/native-choice");
  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String ROOT = "base_model.model.";

  @Test
  void theNativeHeadOfChoicesScoresThemAsItsClassDoes() {
    Map<String, byte[]> files = filesOf(CHOICE.resolve("adapter"));
    Answer guessed = send("bert-a", files);
    assertThat(guessed.at("/task/type")).as(guessed.text()).isEqualTo("multiple_choice");
    assertThat(guessed.at("/notices/0")).contains("do not say how many choices");
    assertThat(guessed.json().at("/labels")).hasSize(2);

    Answer imported = send("bert-a", zip(files), "labels", "a,b,c");

    assertThat(imported.json().at("/notices")).isEmpty();
    assertThat(choices(id(imported))).containsExactly(expected(CHOICE), within(1e-4f));
    Map<String, byte[]> exported = unzip(download(id(imported), "weights?format=adapterhub"));
    assertThat(json(exported, "head_config.json").at("/model_class").asString())
        .isEqualTo("BertForMultipleChoice");
    assertThat(choices(id(send("bert-a", zip(exported), "labels", "a,b,c"))))
        .isEqualTo(choices(id(imported)));
    Answer peft = http.get(ADAPTERS + "/" + id(imported) + "/weights?format=peft");
    assertThat(peft.at("/error/message")).contains("no word for the task multiple_choice");
    assertThat(
            json(unzip(download(id(imported), "merged_model")), "config.json")
                .at("/architectures/0")
                .asString())
        .isEqualTo("BertForMultipleChoice");
  }

  private float[] choices(String id) {
    Answer answer =
        http.postJson(
            ADAPTERS + "/" + id + "/predict",
            """
            {"inputs": [{"text": "the bus", "choices": ["is late", "is a red apple", "rains"]},
                        {"text": "it", "choices": ["is", "was the old house", "a blue line"]}],
             "return": ["logits"]}
            """);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    List<JsonNode> logits =
        answer
            .json()
            .at("/data")
            .valueStream()
            .flatMap(row -> row.at("/logits").valueStream())
            .toList();
    float[] values = new float[logits.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) logits.get(i).asDouble();
    }
    return values;
  }

  /** Servers of adapters do not know PEFT's word for all. */
  @Test
  void allLinearGoesOutAsTheListOfWhatItWas() {
    Path saved = ParityModels.saved("bert", "peft-bert-lora-all-linear");
    Map<String, byte[]> files = filesOf(saved.resolve("default"));
    String id = id(send("bert-a", withConfig(files, Map.of("target_modules", "all-linear"))));

    Map<String, byte[]> exported = unzip(download(id, "weights?format=peft"));

    JsonNode targets = json(exported, CONFIG).at("/target_modules");
    assertThat(targets.isArray()).as(targets.toString()).isTrue();
    assertThat(targets.valueStream().map(JsonNode::asString).toList())
        .doesNotContain("all-linear")
        .anyMatch(name -> name.endsWith("query"))
        .anyMatch(name -> name.endsWith("intermediate.dense"));
    assertThat(logits(id(send("bert-a", exported)), saved))
        .containsExactly(expected(saved), within(1e-4f));
  }

  /** Each with the tensors that PEFT would have saved. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"modules_to_save": ["LayerNorm"]}                      | bert.embeddings.LayerNorm.weight | trained layers of the base model whole, such as bert.embeddings.LayerNorm.weight
          {"modules_to_save": ["embeddings"]}                     | bert.embeddings.word_embeddings.weight | trained layers of the base model whole
          {"modules_to_save": ["pooler", "classifier"]}           | bert.pooler.dense.weight         | of the tensors
          {"modules_to_save": ["cls"], "task_type": null, "auto_mapping": {"base_model_class": "BertForMaskedLM"}} | cls.predictions.transform.dense.weight | trained a copy of the head for masked words
          {"bias": "all", "modules_to_save": null, "task_type": null, "auto_mapping": {"base_model_class": "BertForMaskedLM"}} | cls.predictions.bias | bias is all, which trained biases of a head that is the base model's own here
          {"peft_type": "MULTITASK_PROMPT_TUNING"}                |                                  | PEFT's method MULTITASK_PROMPT_TUNING is not supported here; LORA, IA3, PREFIX_TUNING, PROMPT_TUNING, P_TUNING, VERA
          {"peft_type": "PROMPT_TUNING"}                          |                                  | tensor prompt_embeddings is missing
          {"peft_type": "LOHA"}                                   |                                  | PEFT's method LOHA is not supported
          {"peft_type": "prompt_tuning"}                          |                                  | PEFT's method prompt_tuning is not supported
          {"use_dora": true}                                      |                                  | lora_magnitude_vector is missing
          {"init_lora_weights": "pissa_niter_4"}                  |                                  | changes the base weights
          {"init_lora_weights": "loftq"}                          |                                  | changes the base weights
          {"target_parameters": ["x"]}                            |                                  | which is not supported here
          """)
  void eachIsRefusedForWhatItIs(String changes, String tensor, String reason) {
    Map<String, byte[]> files = withConfig(filesOf(PEFT.resolve("default")), read(changes));
    if (tensor != null) {
      Map<String, Tensor> tensors = new TreeMap<>(tensors(files.get(WEIGHTS)));
      if (!tensor.startsWith("bert.pooler")) {
        tensors.keySet().removeIf(name -> name.contains(".classifier."));
      }
      boolean isMatrix = !tensor.contains("LayerNorm") && tensor.endsWith("weight");
      long[] shape = isMatrix ? new long[] {32, 32} : new long[] {32};
      tensors.put(ROOT + tensor, Tensor.of(ROOT + tensor, shape, new float[isMatrix ? 1024 : 32]));
      files.put(WEIGHTS, bytes(tensors));
    }

    Answer answer = send("bert-a", files);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/error/message")).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({"adalora", "p_tuning", "trainable_tokens", "ln_tuning"})
  void aMethodOfPeftHasItsNameBehindThatOfPeft(String method) {
    Answer answer =
        http.postJson("/v1/adapter_configs/resolve", Map.of("model", "bert-a", "adapter", method));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains("did you mean peft_" + method + "?");
  }

  @ParameterizedTest
  @CsvSource({"multitask_prompt_tuning", "boft", "lokr"})
  void aMethodThatIsElsewhereIsNoMisspeltOne(String method) {
    Answer answer =
        http.postJson("/v1/adapter_configs/resolve", Map.of("model", "bert-a", "adapter", method));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains(method).doesNotContain("did you mean");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ["a", "b", "c", "d", "e", "f", "g"] | and there are 7 labels
          ["a", "a"]                          | is there twice
          a, a                                | is there twice
          []                                  | must name the classes
          ["", "b"]                           | must have 1 to 200 letters
          a,                                  | must have 1 to 200 letters
          ["a", 1]                            | must be a JSON array of strings
          ["a", "b"                           | must be a JSON array of strings
          {"a": 0}                            | must be a JSON array of strings
          [["a"], ["b"]]                      | must be a JSON array of strings
          """)
  void labelsOfTheFormAreRefusedByName(String labels, String reason) {
    Answer answer = send("bert-a", zip(filesOf(PEFT.resolve("default"))), "labels", labels);

    assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
    assertThat(answer.at("/errors/0/pointer")).isEqualTo("/labels");
    assertThat(answer.at("/errors/0/message")).startsWith("labels: ").contains(reason);
  }

  @Test
  void labelsOfAHeadWithoutClassesAreRefused() {
    Path saved = ParityModels.saved("bert", "bert-head-regression-lora").resolve("task");
    Map<String, byte[]> bare = filesOf(saved);
    bare.keySet().removeIf(name -> name.contains("head"));

    assertThat(send("bert-a", zip(filesOf(saved)), "labels", "a,b").text())
        .contains("a head for regression has no classes");
    assertThat(send("bert-a", zip(bare), "labels", "a,b").text()).contains("came without a head");
  }

  @ParameterizedTest
  @CsvSource({
    "distilbert, distilbert-a, distilbert-prefix, attn_implementation=\"eager\"",
    "bert, bert-a, bert-pfeiffer-default-cls2, from_pretrained(\"bert-a\")"
  })
  void theCardOfAnAdapterSaysHowToLoadIt(
      String architecture, String model, String name, String remark) {
    Path saved = ParityModels.saved(architecture, name).resolve("task");
    String id = id(send(model, zip(filesOf(saved))));

    assertThat(card(id, "adapterhub")).contains(remark);
  }

  @ParameterizedTest
  @CsvSource({
    "peft-bert-lora-qkvo, bert, bert-a, 'AutoModelForSequenceClassification.from_pretrained(\"bert-a\", num_labels='",
    "peft-bert-lora-mlm, bert, bert-a, AutoModelForMaskedLM.from_pretrained(\"bert-a\")"
  })
  void theCardOfPeftNamesTheClass(String name, String architecture, String model, String line) {
    Path saved = ParityModels.saved(architecture, name).resolve("default");

    assertThat(card(id(send(model, zip(filesOf(saved)))), "peft")).contains(line);
  }

  @Test
  void theCardSaysThatTheLibraryDropsRobertasBias() {
    Map<String, byte[]> files =
        filesOf(ParityModels.saved("roberta", "roberta-pfeiffer").resolve("task"));
    files.keySet().removeIf(name -> name.contains("head"));
    files.compute(
        CONFIG,
        (_, bytes) ->
            new String(bytes, StandardCharsets.UTF_8)
                .replace("RobertaAdapterModel", "RobertaForMaskedLM")
                .getBytes(StandardCharsets.UTF_8));

    Answer imported = send("roberta-a", files);

    assertThat(imported.at("/task/type")).as(imported.text()).isEqualTo("masked_lm");
    assertThat(card(id(imported), "adapterhub")).contains("drops `lm_head.bias`");
  }

  private String card(String id, String format) {
    byte[] card = unzip(download(id, "weights?format=" + format)).get("README.md");
    return new String(card, StandardCharsets.UTF_8);
  }

  /** Each value is finite, their product is not. */
  @Test
  void aMergeThatIsNotFiniteIsRefused() {
    Map<String, byte[]> files = filesOf(PEFT.resolve("default"));
    Map<String, Tensor> large = new TreeMap<>();
    tensors(files.get(WEIGHTS))
        .forEach((name, tensor) -> {
          float[] values = tensor.floats().clone();
          if (name.contains(".lora_")) {
            Arrays.fill(values, 3e30f);
          }
          large.put(name, Tensor.of(name, tensor.shape(), values));
        });
    files.put(WEIGHTS, bytes(large));
    String id = id(send("bert-a", files));

    Answer merge = http.post(ADAPTERS + "/" + id + "/merge", "");
    Answer merged = http.get(ADAPTERS + "/" + id + "/merged_model");

    for (Answer answer : List.of(merge, merged)) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(422);
      assertThat(answer.at("/error/code")).isEqualTo("not_mergeable");
      assertThat(answer.at("/error/message")).contains("not finite");
    }
    assertThat(http.get(ADAPTERS + "/" + id).at("/state")).isEqualTo("ready");
  }

  @Test
  void anAdapterWithAnIdleKeyCanBeGoneOnFrom() {
    Map<String, Object> changes =
        Map.of("rank_pattern", Map.of("lm_head", 4), "alpha_pattern", Map.of("^x.*y$", 3));
    Map<String, byte[]> files = withConfig(filesOf(PEFT.resolve("default")), changes);
    String start = id(send("bert-a", files));

    String adapter = train("bert-a", rows(), Map.of("adapter", Map.of("from", start)));

    assertThat(http.get(ADAPTERS + "/" + adapter).at("/parent_id")).isEqualTo(start);
    assertThat(http.get(ADAPTERS + "/" + start).text()).doesNotContain("\"lm_head\":4");
  }

  private static Map<String, byte[]> withConfig(
      Map<String, byte[]> files, Map<String, Object> changes) {
    Map<String, Object> config = new TreeMap<>();
    json(files, CONFIG).properties().forEach(entry -> config.put(entry.getKey(), entry.getValue()));
    config.putAll(changes);
    Map<String, byte[]> changed = new TreeMap<>(files);
    changed.put(CONFIG, JsonMapper.shared().writeValueAsBytes(config));
    return changed;
  }

  @SuppressWarnings("unchecked") // an object has string keys
  private static Map<String, Object> read(String json) {
    return JsonMapper.shared().readValue(json, Map.class);
  }

  private static byte[] bytes(Map<String, Tensor> tensors) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SafetensorsWriter.write(bytes, new ArrayList<>(tensors.values()), Map.of());
    return bytes.toByteArray();
  }
}
