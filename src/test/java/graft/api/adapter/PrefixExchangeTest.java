package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prefixes that shift the positions of the text, over HTTP; the models have 64 positions. */
class PrefixExchangeTest extends ExchangeOverHttp {
  private static final float TOLERANCE = 1e-4f;

  @ParameterizedTest
  @CsvSource({
    "bert, bert-a, peft-bert-prefix",
    "bert, bert-a, peft-bert-prefix-projection",
    "roberta, roberta-a, peft-roberta-prefix"
  })
  void whatPeftSavedPredictsTheSameAndComesBackBitForBit(
      String architecture, String model, String name) {
    Path saved = ParityModels.saved(architecture, name);
    Answer imported = send(model, filesOf(saved.resolve("default")));
    float[] logits = logits(id(imported), saved);
    assertThat(logits).containsExactly(expected(saved), within(TOLERANCE));
    assertThat(imported.json().at("/config/shift_positions").asBoolean()).isTrue();

    byte[] exported = download(id(imported), "weights?format=peft");
    Answer again = send(model, zip(unzip(exported)));

    assertThat(logits(id(again), saved)).isEqualTo(logits);
    assertThat(again.at("/sha256")).isEqualTo(imported.at("/sha256"));
    assertThat(again.json().at("/config")).isEqualTo(imported.json().at("/config"));
  }

  @Test
  void adapterHubCannotSayThatTheTextIsShifted() {
    String id = id(send("bert-a", filesOf(saved("peft-bert-prefix"))));

    Answer refused = http.get(ADAPTERS + "/" + id + "/weights?format=adapterhub");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/error/code")).isEqualTo("format_not_supported");
    assertThat(refused.at("/error/message")).contains("shift_positions is true");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsTrainedHereGoesToPeftAndBack(boolean flat) {
    String adapter =
        train(
            Map.of(
                "architecture",
                "prefix_tuning",
                "flat",
                flat,
                "prefix_length",
                6,
                "bottleneck_size",
                16,
                "shift_positions",
                true),
            Map.of("max_steps", 4, "batch_size", 2, "learning_rate", 0.01, "max_length", 58));
    Path rows = ParityModels.saved("bert", "peft-bert-prefix");
    float[] logits = logits(adapter, rows);

    String again = id(send("bert-a", download(adapter, "weights?format=peft")));

    // Java evaluates the network a rounding apart from libtorch; flat prefixes are only moved.
    assertThat(logits(again, rows)).containsExactly(logits, within(flat ? 0 : 1e-5f));
  }

  @Test
  void aRowAndThePrefixesMustFitIntoThePositions() {
    String id = id(send("bert-a", filesOf(saved("peft-bert-prefix"))));

    assertThat(predict(id, 59).status()).isEqualTo(200);
    Answer refused = predict(id, 60);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/inputs/0/input_ids");
    assertThat(refused.at("/errors/0/message")).isEqualTo("input_ids must be 1 to 59 ids, not 60");
    Answer longText =
        http.postJson(
            ADAPTERS + "/" + id + "/predict",
            Map.of("inputs", List.of("The soup needs salt. ".repeat(40))));
    assertThat(longText.status()).as(longText.text()).isEqualTo(200);
  }

  @Test
  void aJobMayAskForNoMoreTokensThanThereArePositions() {
    Answer refused = submit("prefix_tuning_flat[shift_positions=True]", Map.of("max_length", 35));

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/training/max_length");
    assertThat(refused.at("/errors/0/message"))
        .isEqualTo("max_length must be at most 34 with model bert-a, not 35");
    assertThat(submit("prefix_tuning_flat", Map.of("max_length", 64, "max_steps", 1)).status())
        .isEqualTo(200);
  }

  @Test
  void aJobThatNamesNoLengthGetsOneThatFits() {
    Answer job = submit("prefix_tuning_flat[shift_positions=True]", Map.of("max_steps", 1));

    assertThat(job.status()).as(job.text()).isEqualTo(200);
    assertThat(job.json().at("/training/max_length").asInt()).isEqualTo(34);
  }

  @Test
  void prefixesThatLeaveNoPositionAreRefused() {
    Answer refused =
        http.postJson(
            "/v1/adapter_configs/resolve",
            Map.of(
                "model",
                "bert-a",
                "adapter",
                "prefix_tuning_flat[prefix_length=64,shift_positions=True]"));

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/adapter");
    assertThat(refused.at("/errors/0/message"))
        .isEqualTo("shift_positions moves the text by 64 positions, of which the model has 64");
  }

  @Test
  void shiftsAddUpInAStack() {
    String one = id(send("bert-a", filesOf(saved("peft-bert-prefix"))));
    String other = id(send("bert-a", filesOf(saved("peft-bert-prefix-projection"))));

    Answer refused =
        http.postJson(
            ADAPTERS + "/" + one + "/predict",
            Map.of("inputs", inputs(56), "setup", Map.of("stack", List.of(other, one))));

    assertThat(refused.at("/errors/0/message")).isEqualTo("input_ids must be 1 to 55 ids, not 56");
  }

  private static Path saved(String name) {
    return ParityModels.saved("bert", name).resolve("default");
  }

  private Answer predict(String id, int length) {
    return http.postJson(ADAPTERS + "/" + id + "/predict", Map.of("inputs", inputs(length)));
  }

  private static Map<String, Object> inputs(int length) {
    return Map.of("input_ids", List.of(Collections.nCopies(length, 7)));
  }

  /** The id of a new adapter. */
  private String train(Object config, Map<String, Object> training) {
    Answer job = submit(config, training);
    assertThat(job.status()).as(job.text()).isEqualTo(200);
    String path = "/v1/fine_tuning/jobs/" + job.at("/id");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> http.get(path).json().at("/finished_at").isNumber());
    assertThat(http.get(path).at("/status")).as(http.get(path).text()).isEqualTo("succeeded");
    return http.get(path).at("/adapter_id");
  }

  private Answer submit(Object config, Map<String, Object> training) {
    String rows =
        """
        {"text": "The soup needs salt.", "label": "tell"}
        {"text": "Is there a bus after midnight?", "label": "ask"}
        {"text": "The soup needs salt, and salt, and salt, and salt, and salt.", "label": "tell"}
        """;
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.jsonl", rows.repeat(2))
            .postTo(http, "/v1/files")
            .at("/id");
    return http.postJson(
        "/v1/fine_tuning/jobs",
        Map.of("model", "bert-a", "training_file", file, "adapter", config, "training", training));
  }
}
