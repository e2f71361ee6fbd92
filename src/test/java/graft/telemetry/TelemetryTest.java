package graft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a scrape and the log hold after a job, a failed job and a prediction. */
@ExtendWith(OutputCaptureExtension.class)
class TelemetryTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");
  private static final String SECRET = "zebracorn";

  /** A metric's name before its labels, a range, a comparison or the end. */
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:graft|http|jvm|process|hikaricp|disk)_\\w+");

  private String job = "";
  private String failed = "";
  private String before = "";

  @BeforeEach
  void work() {
    before = scrape();
    String rows = "{\"text\":\"%s\",\"label\":\"a\"}\n{\"text\":\"so good\",\"label\":\"b\"}\n";
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.jsonl", rows.formatted(SECRET).repeat(4))
            .postTo(http, "/v1/files")
            .at("/id");
    Answer trained = run(file, Map.of("max_steps", 3, "batch_size", 2));
    job = trained.at("/id");
    assertThat(trained.at("/status")).as(trained.text()).isEqualTo("succeeded");
    String endless =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("scores.jsonl", "{\"text\":\"so good\",\"score\":1e30}\n".repeat(8))
            .postTo(http, "/v1/files")
            .at("/id");
    Answer diverged = run(endless, Map.of("max_steps", 3));
    failed = diverged.at("/id");
    assertThat(diverged.at("/status")).as(diverged.text()).isEqualTo("failed");
    Answer predicted =
        http.postJson(
            "/v1/adapters/" + trained.at("/adapter_id") + "/predict",
            Map.of("inputs", List.of(SECRET, "so good")));
    assertThat(predicted.status()).as(predicted.text()).isEqualTo(200);
  }

  @Test
  void eachMetricOfDashboardAndAlertsIsInAScrape(CapturedOutput output) throws IOException {
    String scrape = scrape();

    Set<String> scraped =
        scrape
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(TelemetryTest::name)
            .collect(Collectors.toSet());
    String queries =
        Files.readString(Path.of("helm/graft/dashboards/graft.json"))
            + Files.readString(Path.of("helm/graft/templates/prometheusrule.yaml"))
                .replace("{{ $job | quote }}", "\"job\"");
    assertThat(names(queries)).hasSizeGreaterThan(30).isSubsetOf(scraped);
    assertThat(grown(scrape, "graft_jobs_finished_total{code=\"none\",outcome=\"succeeded\"}"))
        .isEqualTo(1);
    assertThat(grown(scrape, "graft_jobs_finished_total{code=\"diverged\",outcome=\"failed\"}"))
        .isEqualTo(1);
    assertThat(grown(scrape, "graft_step_seconds_count{device=\"cpu\",method=\"ia3\"}"))
        .as("a step that an evaluation follows is one of them; the diverged one is none")
        .isEqualTo(3);
    for (String phase :
        List.of("data", "waiting", "forward", "backward", "optimizer", "evaluation")) {
      assertThat(grown(scrape, "graft_step_phase_seconds_total{phase=\"" + phase + "\"}"))
          .as(phase)
          .isPositive();
    }
    assertThat(grown(scrape, "graft_tokens_total{device=\"cpu\",kind=\"padding\"}")).isPositive();
    assertThat(grown(scrape, "graft_memory_estimate_ratio_count")).isEqualTo(1);
    assertThat(scrape).contains("graft_model_load_seconds_bucket{le=\"0.01\"}");
    assertThat(grown("", scrape, "graft_model_load_seconds_count")).isPositive();
    assertThat(grown(scrape, "graft_tokens_total{device=\"cpu\",kind=\"real\"}")).isPositive();
    assertThat(grown(scrape, "graft_predict_rows_total{task=\"sequence_classification\"}"))
        .isEqualTo(2);
    assertThat(grown(scrape, "graft_job_wait_seconds_count{device_kind=\"cpu\"}")).isEqualTo(2);
    assertThat(scrape).contains("graft_build_info{commit=").doesNotContain(job, SECRET, MODEL);

    logged(output);
  }

  private void logged(CapturedOutput output) {
    for (String line :
        List.of(
            "Job " + job + ": queued",
            "Job " + job + ": queued -> validating_files on cpu",
            "Job " + job + ": validating_files -> running on cpu",
            "Job " + job + ": running -> succeeded (adp-",
            "POST /v1/adapters/{id}/predict 200 ",
            "POST /v1/fine_tuning/jobs 200 ")) {
      assertThat(output.getOut()).contains(line);
    }
    String end = http.get(JOBS + "/" + failed).at("/status");
    assertThat(output.getOut()).contains("Job " + failed + ": running -> " + end);
    assertThat(output.getOut()).doesNotContain(SECRET);
  }

  @Test
  void refusalsAtTheDoorAreCounted() throws Exception {
    http.get("/v1/files", "Origin", "http://evil.example");

    assertThat(grown(scrape(), "graft_auth_failures_total{reason=\"cross_site\"}")).isEqualTo(1);
  }

  private Answer run(String file, Map<String, ?> training) {
    Answer created =
        http.postJson(
            JOBS,
            Map.of(
                "model", MODEL,
                "training_file", file,
                "validation_file", file,
                "adapter", "ia3",
                "training", training));
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    String path = JOBS + "/" + created.at("/id");
    await().atMost(Duration.ofMinutes(1)).until(() -> ENDS.contains(http.get(path).at("/status")));
    return http.get(path);
  }

  private String scrape() {
    return http.get("/actuator/prometheus").text();
  }

  private double grown(String now, String series) {
    return grown(before, now, series);
  }

  private static double grown(String before, String now, String series) {
    Function<String, Double> value =
        text ->
            text.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    return value.apply(now) - value.apply(before);
  }

  private static String name(String line) {
    return line.replaceFirst("[{ ].*", "");
  }

  /** Of every expression, in JSON or YAML. */
  private static Set<String> names(String queries) {
    return queries
        .lines()
        .filter(line -> line.matches("\\s*\"?expr\"?: .*"))
        .flatMap(line -> METRIC.matcher(line).results().map(MatchResult::group))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
