package jobs;

import common.Client;
import common.Options;
import common.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The most memory that several jobs on one base model take at once, beside one alone, and their
 * tokens a second together, beside those of the same jobs one after another. Each way in a service
 * of its own. {@code bench/jobs/run} calls it. Reads {@code --name=value}.
 */
public final class Jobs {
  private final Options options;

  private Jobs(Options options) {
    this.options = options;
  }

  /**
   * What a service did.
   *
   * @param tokensPerSecond of all jobs together, over the time from the first's submission to the
   *     last's end
   */
  private record Run(double tokensPerSecond, double mebibytes) {}

  public static void main(String[] arguments) throws Exception {
    new Jobs(Options.of(arguments)).go();
  }

  private void go() throws Exception {
    Run one = run(1, 1);
    System.out.printf("%-6s %28s %24s %8s%n", "jobs", "tokens/s, after each other", "tokens/s, at once", "memory");
    for (String wanted : options.text("jobs", "4,8").split(",")) {
      int jobs = Integer.parseInt(wanted);
      Run behind = run(jobs, 1);
      Run beside = run(jobs, jobs);
      System.out.printf(
          "%-6d %28.0f %15.0f (%.2f) %8.2f%n",
          jobs,
          behind.tokensPerSecond(),
          beside.tokensPerSecond(),
          beside.tokensPerSecond() / behind.tokensPerSecond(),
          beside.mebibytes() / one.mebibytes());
    }
  }

  /**
   * @param slots jobs at a time
   */
  private Run run(int jobs, int slots) throws Exception {
    try (Service service = Service.start(options, "-Dgraft.worker.slots=" + slots)) {
      Client client = new Client(service.address());
      String model = options.text("model", "all-MiniLM-L6-v2");
      client.awaitModel(model);
      String file =
          client.upload(
              Files.readString(
                  Path.of(options.text("texts", "examples/product-sentences/train.jsonl"))));
      List<String> all = new ArrayList<>();
      long start = System.nanoTime();
      for (int job = 0; job < jobs; job++) {
        all.add(client.submit(body(model, file, job)));
      }
      for (String job : all) {
        client.awaitSuccess(job);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Run(
          tokens(client.get("/actuator/prometheus")) / seconds,
          service.kibibytes("VmHWM") / 1024.0);
    }
  }

  private String body(String model, String file, int seed) {
    return """
        {"model": "%s", "training_file": "%s", "seed": %d, "adapter": "lora",
         "task": {"type": "sequence_classification"},
         "training": {"max_steps": %d, "batch_size": 16, "max_length": 256}}
        """
        .formatted(model, file, seed, options.number("steps", 40));
  }

  private static double tokens(String metrics) {
    return Pattern.compile(
            "^graft_tokens_total\\{.*kind=\"real\".*} ([0-9.E+-]+)$", Pattern.MULTILINE)
        .matcher(metrics)
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .sum();
  }
}
