package graft.export;

import graft.job.Export;
import graft.job.Job;
import graft.job.JobState;
import graft.job.metric.MetricPoint;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Jobs as runs of MLflow. A run is found by the job's id in its tags before one is made, so that a
 * node that dies between making it and remembering it leaves none behind. Its parameters are the
 * job's resolved settings, written once.
 */
final class MlflowRuns implements Target, AutoCloseable {
  private static final String JOB_TAG = "graft.job_id";

  /** MLflow's own limit of a batch. */
  private static final int MOST_PARAMETERS = 100;

  private final MlflowServer server;
  private final String experiment;
  private final Function<Job, Map<String, String>> origins;
  private Optional<String> knownHome = Optional.empty();

  /**
   * @param origins further tags: what a job was made from
   */
  MlflowRuns(MlflowServer server, String experiment, Function<Job, Map<String, String>> origins) {
    this.server = server;
    this.experiment = experiment;
    this.origins = origins;
  }

  @Override
  public Export.Sink sink() {
    return Export.Sink.MLFLOW;
  }

  @Override
  public Export begin(Job job, Export export) throws IOException, InterruptedException {
    if (export.place().isPresent()) {
      return export;
    }
    String home = experimentId();
    Optional<String> found = find(job, home);
    String run = found.isPresent() ? found.get() : create(job, home);
    List<Map<String, String>> parameters = Parameters.of(job.spec());
    for (int from = 0; from < parameters.size(); from += MOST_PARAMETERS) {
      int to = Math.min(from + MOST_PARAMETERS, parameters.size());
      server.post("runs/log-batch", Map.of("run_id", run, "params", parameters.subList(from, to)));
    }
    return export.at(run);
  }

  private String experimentId() throws IOException, InterruptedException {
    if (knownHome.isEmpty()) {
      knownHome = Optional.of(findOrCreateExperiment());
    }
    return knownHome.get();
  }

  private String findOrCreateExperiment() throws IOException, InterruptedException {
    String name = URLEncoder.encode(experiment, StandardCharsets.UTF_8);
    Optional<JsonNode> found = server.find("experiments/get-by-name?experiment_name=" + name);
    return found.isPresent()
        ? text(found.get(), "/experiment/experiment_id")
        : text(server.post("experiments/create", Map.of("name", experiment)), "/experiment_id");
  }

  private Optional<String> find(Job job, String home) throws IOException, InterruptedException {
    JsonNode found =
        server.post(
            "runs/search",
            Map.of(
                "experiment_ids", List.of(home),
                "filter", "tags.`%s` = '%s'".formatted(JOB_TAG, job.id()),
                "max_results", 1));
    String run = found.at("/runs/0/info/run_id").asString("");
    return run.isEmpty() ? Optional.empty() : Optional.of(run);
  }

  private String create(Job job, String home) throws IOException, InterruptedException {
    List<Map<String, String>> tags = new ArrayList<>();
    tags.add(pair(JOB_TAG, job.id().value()));
    origins.apply(job).forEach((name, value) -> tags.add(pair(name, value)));
    Map<String, Object> body =
        Map.of(
            "experiment_id",
            home,
            "run_name",
            job.spec().suffix().orElse(job.id().value()),
            "start_time",
            job.startedAt().orElse(job.createdAt()).toEpochMilli(),
            "tags",
            tags);
    return text(server.post("runs/create", body), "/run/info/run_id");
  }

  @Override
  public Export send(Job job, Export export, List<MetricPoint> points)
      throws IOException, InterruptedException {
    List<Map<String, Object>> metrics = points.stream().map(MlflowRuns::metric).toList();
    server.post(
        "runs/log-batch", Map.of("run_id", export.place().orElseThrow(), "metrics", metrics));
    return export;
  }

  @Override
  public void end(Job job, Export export) throws IOException, InterruptedException {
    String run = export.place().orElseThrow();
    Map<String, Object> body =
        switch (job.state()) {
          case JobState.Succeeded done -> update(run, "FINISHED", done.at());
          case JobState.Failed failed -> update(run, "FAILED", failed.at());
          case JobState.Cancelled cancelled -> update(run, "KILLED", cancelled.at());
          case JobState.Queued _, JobState.Held _, JobState.Paused _ ->
              throw new IllegalStateException(job.id() + " has not ended");
        };
    server.post("runs/update", body);
  }

  private static Map<String, Object> update(String run, String status, Instant at) {
    return Map.of("run_id", run, "status", status, "end_time", at.toEpochMilli());
  }

  /** Numbers that JSON has no word for are written as protobuf's JSON has them. */
  private static Map<String, Object> metric(MetricPoint point) {
    Object value =
        Double.isFinite(point.value()) ? (Object) point.value() : Double.toString(point.value());
    return Map.of(
        "key", Tags.of(point.name()),
        "value", value,
        "timestamp", point.createdAt().toEpochMilli(),
        "step", point.step());
  }

  private static Map<String, String> pair(String key, String value) {
    return Map.of("key", key, "value", value);
  }

  private static String text(JsonNode answer, String pointer) throws IOException {
    String text = answer.at(pointer).asString("");
    if (text.isEmpty()) {
      throw new IOException("MLflow's answer has no " + pointer);
    }
    return text;
  }

  @Override
  public void close() {
    server.close();
  }
}
