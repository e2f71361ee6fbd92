package graft.cli;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Goes the whole way once in a running installation, and leaves nothing behind: ready, key, upload,
 * configuration, dry run, and a tiny training with a prediction. A line a step.
 */
public record Check(Map<String, String> environment, Pause pause) implements Command {
  /** How often models that are being read are looked at again. */
  private static final int LOOKS = 60;

  private static final String ADAPTER = "lora[r=2,alpha=4]";
  private static final int ROWS = 20;
  private static final int MOST_LOOKS = 600;
  private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

  /** Waits a second between two looks at a job. */
  public interface Pause {
    void take() throws InterruptedException;
  }

  public Check {
    environment = Map.copyOf(environment);
  }

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String arguments() {
    return "--url URL [--key KEY] [--no-training]";
  }

  @Override
  public String purpose() {
    return "try a running service; the key may be in GRAFT_API_KEY";
  }

  @Override
  public int run(List<String> arguments, PrintStream out) {
    CheckOptions options = CheckOptions.of(arguments, environment);
    try (Service service = new Service(options.url(), options.key())) {
      new Walk(service, out, pause).go(options.trains());
      return 0;
    }
  }

  /** One walk, with what it has to clean up. */
  private record Walk(Service service, PrintStream out, Pause pause, Deque<String> made) {
    Walk(Service service, PrintStream out, Pause pause) {
      this(service, out, pause, new ArrayDeque<>());
    }

    void go(boolean trains) {
      service.get("/actuator/health/readiness");
      done("ready", "the service answers and has its database");
      Optional<String> model = smallestModel();
      done("access", "the key is taken");
      try {
        String file = upload();
        model.ifPresentOrElse(
            name -> use(name, file, trains),
            () -> skipped("training", "there is no base model yet: add one by POST /v1/models"));
      } finally {
        cleanUp();
      }
      done("clean", "nothing is left behind");
    }

    /** New models are read first, which takes seconds. */
    private JsonNode models() {
      JsonNode models = service.get("/v1/models").path("data");
      for (int looks = 0; looks < LOOKS && isReadingAny(models); looks++) {
        rest();
        models = service.get("/v1/models").path("data");
      }
      return models;
    }

    private static boolean isReadingAny(JsonNode models) {
      return models
          .valueStream()
          .anyMatch(model -> model.path("status").asString("").equals("checking"));
    }

    private Optional<String> smallestModel() {
      return models()
          .valueStream()
          .filter(model -> model.path("status").asString("").equals("ready"))
          .filter(model ->
              model.path("adapter_id").isMissingNode() || model.path("adapter_id").isNull())
          .filter(Walk::readsTexts)
          .min(Comparator.comparingLong(model -> model.path("parameters").asLong(Long.MAX_VALUE)))
          .map(model -> model.path("id").asString());
    }

    /** Pictures and whatever else has no rows of texts with labels is passed over. */
    private static boolean readsTexts(JsonNode model) {
      return model
          .path("tasks")
          .valueStream()
          .anyMatch(task -> task.asString("").equals("sequence_classification"));
    }

    private String upload() {
      String rows =
          IntStream.range(0, ROWS)
              .mapToObj(row ->
                  "{\"text\": \"it is %s, number %d\", \"label\": \"%s\"}"
                      .formatted(row % 2 == 0 ? "good" : "bad", row, row % 2 == 0 ? "yes" : "no"))
              .collect(Collectors.joining("\n"));
      String file = id(service.upload("graft-check.jsonl", rows));
      made.push("/v1/files/" + file);
      done("upload", ROWS + " rows are " + file);
      return file;
    }

    private void resolve(String model) {
      service.post("/v1/adapter_configs/resolve", Map.of("model", model, "adapter", ADAPTER));
      done("configuration", ADAPTER + " fits " + model);
    }

    private void use(String model, String file, boolean trains) {
      resolve(model);
      JsonNode plan = service.post("/v1/fine_tuning/jobs", job(model, file, true));
      done(
          "dry run",
          model
              + " would train "
              + plan.path("trainable_parameters").asString("?")
              + " parameters");
      if (trains) {
        predict(train(model, file));
      } else {
        skipped("training", "as --no-training says");
      }
    }

    private String train(String model, String file) {
      String job = id(service.post("/v1/fine_tuning/jobs", job(model, file, false)));
      made.push("/v1/fine_tuning/jobs/" + job);
      JsonNode now = await(job);
      String status = now.path("status").asString();
      if (!status.equals("succeeded")) {
        throw new CannotStart(
            "training: "
                + job
                + " is "
                + status
                + ": "
                + now.at("/error/message").asString("no reason given"));
      }
      String adapter = now.path("adapter_id").asString();
      now.path("result_files")
          .valueStream()
          .forEach(result -> made.push("/v1/files/" + result.asString()));
      made.push("/v1/adapters/" + adapter);
      done("training", job + " made " + adapter);
      return adapter;
    }

    private JsonNode await(String job) {
      String path = "/v1/fine_tuning/jobs/" + job;
      for (int look = 0; look < MOST_LOOKS; look++) {
        JsonNode now = service.get(path);
        if (ENDED.contains(now.path("status").asString())) {
          return now;
        }
        rest();
      }
      service.post(path + "/cancel", Map.of());
      throw new CannotStart(
          "training: no worker finished "
              + job
              + " within ten minutes; it is cancelled. Is one running?");
    }

    private void rest() {
      try {
        pause.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CannotStart("interrupted", e);
      }
    }

    private void predict(String adapter) {
      JsonNode answer =
          service.post(
              "/v1/adapters/" + adapter + "/predict", Map.of("inputs", List.of("it is good")));
      done("prediction", answer.at("/data/0/label").asString("an answer"));
    }

    private void cleanUp() {
      while (!made.isEmpty()) {
        service.delete(made.pop());
      }
    }

    private static Map<String, Object> job(String model, String file, boolean isDry) {
      return Map.of(
          "model", model,
          "training_file", file,
          "suffix", "graft-check",
          "seed", 1,
          "adapter", ADAPTER,
          "training", Map.of("epochs", 1, "batch_size", 4, "max_length", 32),
          "dry_run", isDry);
    }

    private static String id(JsonNode object) {
      return object.path("id").asString();
    }

    private void done(String step, String what) {
      out.printf("ok       %-14s %s%n", step, what);
    }

    private void skipped(String step, String why) {
      out.printf("skipped  %-14s %s%n", step, why);
    }
  }
}
