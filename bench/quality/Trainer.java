package quality;

import common.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Trains by the service, one job after the other. */
record Trainer(Client client, String model, String training, String validation, String test) {
  /** Uploads the parts of a set. */
  static Trainer on(Client client, String model, Path data) throws IOException {
    return new Trainer(
        client,
        model,
        client.upload(Files.readString(data.resolve("train.jsonl"))),
        client.upload(Files.readString(data.resolve("validation.jsonl"))),
        client.upload(Files.readString(data.resolve("test.jsonl"))));
  }

  /** Trains and tests; with a rate of its own the validation rows judge, of the last weights. */
  Measured take(Quality.Run run) throws InterruptedException {
    Method method = Method.named(run.method());
    String held =
        run.rate().isPresent()
            ? "\"validation_file\": \"%s\", \"evaluation\": {\"keep\": \"last\"}".formatted(validation)
            : "\"test_file\": \"%s\"".formatted(test);
    List<String> settings = new ArrayList<>();
    run.rate().ifPresent(rate -> settings.add("\"learning_rate\": " + rate));
    if (!method.training().isEmpty()) {
      settings.add(method.training());
    }
    String body =
        "{\"model\": \"%s\", \"training_file\": \"%s\", \"seed\": %d, \"adapter\": %s, %s%s}"
            .formatted(
                model,
                training,
                run.seed(),
                method.adapter(),
                held,
                settings.isEmpty()
                    ? ""
                    : ", \"training\": {" + String.join(", ", settings) + "}");
    String rehearsed = client.post(Client.JOBS, body.replaceFirst("\\{", "{\"dry_run\": true, "));
    String job = client.submit(body);
    String done = ended(job);
    return new Measured(
        run.method(),
        number(done, "learning_rate"),
        run.rate().isPresent(),
        run.seed(),
        (long) number(rehearsed, "adapter_parameters"),
        (long) number(rehearsed, "head_parameters"),
        number(done, run.rate().isPresent() ? "valid_accuracy" : "test_accuracy"));
  }

  /** The job's record once it has succeeded; asked seldom, not to take what it computes with. */
  private String ended(String job) throws InterruptedException {
    while (true) {
      String record = record(job);
      if (record.contains("\"status\":\"succeeded\"")) {
        return record;
      }
      if (record.matches("(?s).*\"status\":\"(failed|cancelled)\".*")) {
        throw new IllegalStateException(record);
      }
      Thread.sleep(2000);
    }
  }

  /** Of a machine that has much to do the service may not answer at once. */
  private String record(String job) throws InterruptedException {
    for (int tries = 0; ; tries++) {
      try {
        return client.get(Client.JOBS + "/" + job);
      } catch (IllegalStateException busy) {
        if (tries == 20) {
          throw busy;
        }
        Thread.sleep(5000);
      }
    }
  }

  /** The first number of a name. */
  private static double number(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":(-?[0-9][0-9.eE+-]*)").matcher(json);
    return Optional.of(found)
        .filter(Matcher::find)
        .map(one -> Double.parseDouble(one.group(1)))
        .orElseThrow(() -> new IllegalStateException("no number " + name + " in " + json));
  }
}
