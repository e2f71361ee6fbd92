package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;

/** Prefixes over HTTP, trained for real on a tiny model. */
class EjectTest extends CatalogOverHttp {
  private static final String PREFIXES =
      "prefix_tuning[prefix_length=5,bottleneck_size=16,use_gating=True,dropout=0.1]";

  /** Three layers, H = 32: a network of 16, then keys and values of 64 in each layer; gates. */
  private static final int WITH_NETWORK = 5 * 32 + (32 + 1) * 16 + (16 + 1) * 192 + 3 * 33;

  private static final int FLAT = 5 * 192 + 3 * 33;

  @BeforeEach
  void addModel() throws IOException {
    Path model = ParityModels.directory("bert", "bert-a");
    FileSystemUtils.copyRecursively(model, DATA.resolve("models").resolve("bert-a"));
  }

  @Test
  void ejectedPrefixesPredictAsBefore() {
    String adapter = train(PREFIXES);
    List<Double> before = logits(adapter);
    Answer shown = http.get(adapter);

    Answer ejected = http.post(adapter + "/eject_prefix_tuning", "");

    assertThat(ejected.status()).as(ejected.text()).isEqualTo(200);
    assertThat(ejected.json().at("/config/flat").asBoolean()).isTrue();
    assertThat(ejected.json().at("/parameters_before").asInt()).isEqualTo(WITH_NETWORK);
    assertThat(ejected.json().at("/parameters_after").asInt()).isEqualTo(FLAT);
    assertThat(ejected.json().at("/bytes_before")).isEqualTo(shown.json().at("/bytes"));
    assertThat(ejected.json().at("/bytes_after").asLong())
        .isLessThan(shown.json().at("/bytes").asLong());
    assertThat(ejected.json().at("/largest_logit_difference").asDouble())
        .isCloseTo(0, within(1e-5));
    List<Double> after = logits(adapter);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i)).isCloseTo(before.get(i), within(1e-5));
    }
  }

  @Test
  void theAdapterIsShownAndDownloadedAsItIsNow() throws IOException {
    String adapter = train(PREFIXES);
    String sha256 = http.get(adapter).at("/sha256");

    Answer ejected = http.post(adapter + "/eject_prefix_tuning", "");

    Answer now = http.get(adapter);
    assertThat(now.json().at("/config/flat").asBoolean()).isTrue();
    assertThat(now.json().at("/adapter_parameters").asInt()).isEqualTo(FLAT);
    assertThat(now.json().at("/bytes")).isEqualTo(ejected.json().at("/bytes_after"));
    assertThat(now.at("/sha256")).isNotEqualTo(sha256).isEqualTo(ejected.at("/sha256"));
    assertThat(http.get(adapter + "/weights?format=safetensors").text())
        .contains("self_prefix.control_trans\"")
        .contains("layer.2.attention.self.prefix_tuning.prefix_gates.")
        .doesNotContain("wte");
    assertThat(stored("runs")).isEmpty();
    assertThat(http.delete(adapter).status()).isEqualTo(200);
    assertThat(stored("adapters")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"prefix_tuning_flat[prefix_length=3],flat already", "lora,no prefixes"})
  void whereThereIsNothingToEjectNothingChanges(String config, String fact) {
    String adapter = train(config);
    Answer before = http.get(adapter);

    Answer refused = http.post(adapter + "/eject_prefix_tuning", "");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/error/code")).isEqualTo("nothing_to_eject");
    assertThat(refused.at("/detail")).contains(fact);
    assertThat(http.get(adapter).text()).isEqualTo(before.text());
  }

  @Test
  void whatAJobNeedsIsNotEjected() {
    String adapter = train(PREFIXES);
    needs.need(adapter.substring("/v1/adapters/".length()));

    Answer refused = http.post(adapter + "/eject_prefix_tuning", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/error/code")).isEqualTo("still_in_use");
    assertThat(http.get(adapter).json().at("/config/flat").asBoolean()).isFalse();
    assertThat(logits(adapter)).hasSize(4);
  }

  @Test
  void anUnknownAdapterIsNotFound() {
    assertThat(http.post("/v1/adapters/adp-unknown/eject_prefix_tuning", "").status())
        .isEqualTo(404);
  }

  @Test
  void whoeverPredictsMeanwhileGetsTheSameAnswers() throws Exception {
    String adapter = train(PREFIXES);
    List<Double> before = logits(adapter);
    List<Future<List<Double>>> meanwhile = new ArrayList<>();

    try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 8; i++) {
        meanwhile.add(clients.submit(() -> logits(adapter)));
      }
      Answer ejected = http.post(adapter + "/eject_prefix_tuning", "");
      assertThat(ejected.status()).as(ejected.text()).isEqualTo(200);
      for (int i = 0; i < 8; i++) {
        meanwhile.add(clients.submit(() -> logits(adapter)));
      }
    }

    for (Future<List<Double>> answer : meanwhile) {
      for (int i = 0; i < before.size(); i++) {
        assertThat(answer.get().get(i)).isCloseTo(before.get(i), within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prefix_tuning[leave_out=[0,1,2]] | leave_out | encoder.layer.0.attention.self",
        "prefix_tuning[bottleneck_size=0] | bottleneck_size | must be from 1",
        "prefix_tuning[prefix_length=0] | prefix_length | must be from 1",
        "prefix_tuning[dropout=1.5] | dropout | must be in [0, 1)",
        "prefix_tuning[prefix_lenght=3] | prefix_lenght | did you mean prefix_length?"
      })
  void whatCannotBeIsRefusedWithItsPlace(String config, String attribute, String fact) {
    Answer refused =
        http.postJson("/v1/adapter_configs/resolve", Map.of("model", "bert-a", "adapter", config));

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/adapter/" + attribute);
    assertThat(refused.at("/errors/0/message")).contains(fact);
  }

  @Test
  void aResolutionCountsNetworkAndGates() {
    Answer answer =
        http.postJson(
            "/v1/adapter_configs/resolve", Map.of("model", "bert-a", "adapter", PREFIXES));

    assertThat(answer.json().at("/adapter_parameters").asInt()).isEqualTo(WITH_NETWORK);
    assertThat(answer.json().at("/sites")).hasSize(3);
    assertThat(answer.at("/sites/0")).isEqualTo("encoder.layer.0.attention.self");
  }

  /** The path of a new adapter. */
  private String train(String config) {
    String file = upload();
    Answer job =
        http.postJson(
            "/v1/fine_tuning/jobs",
            Map.of(
                "model",
                "bert-a",
                "training_file",
                file,
                "adapter",
                config,
                "training",
                Map.of("epochs", 2, "batch_size", 2, "learning_rate", 0.01)));
    assertThat(job.status()).as(job.text()).isEqualTo(200);
    String path = "/v1/fine_tuning/jobs/" + job.at("/id");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> List.of("succeeded", "failed").contains(http.get(path).at("/status")));
    Answer ended = http.get(path);
    assertThat(ended.at("/status")).as(ended.text()).isEqualTo("succeeded");
    return "/v1/adapters/" + ended.at("/adapter_id");
  }

  private String upload() {
    String rows =
        """
        {"text": "The soup needs salt.", "label": "tell"}
        {"text": "Is there a bus after midnight?", "label": "ask"}
        """;
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("rows.jsonl", rows.repeat(2))
        .postTo(http, "/v1/files")
        .at("/id");
  }

  /** Of two texts. */
  private List<Double> logits(String adapter) {
    Answer answer =
        http.postJson(
            adapter + "/predict",
            Map.of("inputs", List.of("The soup needs salt.", "Is there a bus?")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    List<Double> logits = new ArrayList<>();
    answer
        .json()
        .at("/data")
        .forEach(row -> row.at("/logits").forEach(logit -> logits.add(logit.asDouble())));
    return logits;
  }
}
