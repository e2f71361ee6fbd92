package cost;

import common.Client;
import common.Options;
import common.Samples;
import common.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What jobs cost beside their steps, in a service of its own: how native memory grows over many
 * small jobs, what a checkpoint takes, and the share of a training's time that goes into events,
 * metrics and checkpoints. {@code bench/cost/run} calls it. Linux only.
 *
 * <p>The heap is touched at the start and keeps its size, so that what the process has beyond it
 * grows by native memory alone. The share is that of Java Flight Recorder's samples of the training
 * thread.
 */
public final class Cost {
  /** What the step after a checkpoint waits for at the default: one in five minutes. */
  private static final double SECONDS_BETWEEN_CHECKPOINTS = 300;

  /** Jobs after which all that is loaded once is loaded. */
  private static final int WARM = 20;

  private final Options options;
  private final String model;
  private final Client client;

  private Cost(Options options, Client client) {
    this.options = options;
    this.model = options.text("model", "all-MiniLM-L6-v2");
    this.client = client;
  }

  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    Samples samples = Samples.begin();
    List<String> recorded =
        new ArrayList<>(List.of("-Xms768m", "-Xmx768m", "-XX:+AlwaysPreTouch"));
    recorded.addAll(List.of(samples.options()));
    try (Service service = Service.start(options, recorded.toArray(String[]::new))) {
      new Cost(options, new Client(service.address())).go(service);
    }
    shares(samples);
  }

  private void go(Service service) throws Exception {
    client.awaitModel(model);
    String file = client.upload(rows());
    memory(service, file);
    checkpoints(file);
  }

  private static String rows() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 64; i++) {
      rows.append(
          "{\"text\": \"dish %d was %s\", \"label\": \"%s\"}%n"
              .formatted(i, i % 2 == 0 ? "good" : "bad", i % 2 == 0 ? "yes" : "no"));
    }
    return rows.toString();
  }

  private void memory(Service service, String file) throws Exception {
    int steps = options.number("steps", 20);
    int jobs = options.number("jobs", 200);
    for (int i = 0; i < WARM; i++) {
      train(file, steps, 0);
    }
    long[] kibibytes = new long[jobs];
    for (int i = 0; i < jobs; i++) {
      train(file, steps, 0);
      kibibytes[i] = service.kibibytes("RssAnon");
    }
    double grown = slope(kibibytes) / 1024 * 1000 / steps;
    say(
        "native memory, MiB for 1,000 steps in jobs of %d", "%.2f".formatted(grown), steps);
    say("  over %d jobs, first and last, MiB", "%d %d".formatted(
        kibibytes[0] / 1024, kibibytes[jobs - 1] / 1024), jobs);
  }


  /** Of the straight line through all points, for each of them (least squares). */
  private static double slope(long[] values) {
    double middle = (values.length - 1) / 2.0;
    double mean = Arrays.stream(values).average().orElse(0);
    double above = 0;
    double below = 0;
    for (int i = 0; i < values.length; i++) {
      above += (i - middle) * (values[i] - mean);
      below += (i - middle) * (i - middle);
    }
    return above / below;
  }

  /** Three pairs of trainings, with a checkpoint every ten steps and with none. */
  private void checkpoints(String file) throws Exception {
    int steps = options.number("long", 400);
    double[] costs = new double[3];
    for (int i = 0; i < costs.length; i++) {
      double without = train(file, steps, 0);
      double with = train(file, steps, 10);
      costs[i] = (with - without) / (steps / 10);
    }
    Arrays.sort(costs);
    say("a checkpoint, ms", "%.1f".formatted(costs[1] * 1000));
    say(
        "  share of the time at one in five minutes, %%",
        "%.4f".formatted(100 * costs[1] / SECONDS_BETWEEN_CHECKPOINTS));
  }

  /** Of the samples of the training thread within the loop. */
  private static void shares(Samples samples) throws IOException {
    int[] seen = new int[3];
    samples.forEach(sample -> {
      if (sample.has("graft.train.TrainingLoop.run")) {
        boolean keeps = sample.has("graft.dispatch.JobCheckpoints.");
        seen[0]++;
        seen[1] += keeps ? 1 : 0;
        seen[2] += !keeps && sample.has("graft.dispatch.Reporter.") ? 1 : 0;
      }
    });
    say("events and metrics, %% of %d samples of trainings", "%.2f".formatted(100.0 * seen[2] / seen[0]), seen[0]);
    say("  checkpoints, %% (far more than the default makes)", "%.2f".formatted(100.0 * seen[1] / seen[0]));
  }

  /** Seconds from the submission to the end. */
  private double train(String file, int steps, int everySteps) throws Exception {
    String checkpoint = everySteps == 0 ? "" : ", \"checkpoint\": {\"every_steps\": " + everySteps + "}";
    String body =
        """
        {"model": "%s", "training_file": "%s", "seed": 7, "adapter": "lora", "validation_split": 0%s,
         "training": {"max_steps": %d, "batch_size": 4, "max_length": 16}}
        """
            .formatted(model, file, checkpoint, steps);
    long begun = System.nanoTime();
    client.awaitSuccess(client.submit(body));
    return (System.nanoTime() - begun) / 1e9;
  }



  private static void say(String what, String number, Object... parts) {
    System.out.printf(Locale.ROOT, "%-60s %s%n", what.formatted(parts), number);
  }
}
