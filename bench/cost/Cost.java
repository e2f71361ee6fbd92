import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

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
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

  /** What the step after a checkpoint waits for at the default: one in five minutes. */
  private static final double SECONDS_BETWEEN_CHECKPOINTS = 300;

  /** Jobs after which all that is loaded once is loaded. */
  private static final int WARM = 20;

  private final Map<String, String> options;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String model;

  private Cost(Map<String, String> options) {
    this.options = options;
    this.model = options.getOrDefault("model", "all-MiniLM-L6-v2");
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (String argument : arguments) {
      Matcher form = Pattern.compile("--([\\w-]+)=(.*)").matcher(argument);
      if (!form.matches()) {
        throw new IllegalArgumentException("arguments look like --jobs=200, not " + argument);
      }
      options.put(form.group(1), form.group(2));
    }
    new Cost(options).go();
  }

  private void go() throws Exception {
    Path data = Files.createTempDirectory("graft-cost-");
    Path recording = data.resolve("cost.jfr");
    Process service = start(data, recording);
    try {
      await("/actuator/health/readiness", "UP");
      await("/v1/models/" + model, "\"status\":\"ready\"");
      String file = upload();
      memory(service, file);
      checkpoints(file);
    } finally {
      service.destroy();
      service.waitFor();
    }
    shares(recording);
  }

  private void memory(Process service, String file) throws Exception {
    int steps = number("steps", 20);
    int jobs = number("jobs", 200);
    for (int i = 0; i < WARM; i++) {
      train(file, steps, 0);
    }
    long[] kibibytes = new long[jobs];
    for (int i = 0; i < jobs; i++) {
      train(file, steps, 0);
      kibibytes[i] = anonymous(service);
    }
    double grown = slope(kibibytes) / 1024 * 1000 / steps;
    say(
        "native memory, MiB for 1,000 steps in jobs of %d", "%.2f".formatted(grown), steps);
    say("  over %d jobs, first and last, MiB", "%d %d".formatted(
        kibibytes[0] / 1024, kibibytes[jobs - 1] / 1024), jobs);
  }

  /** What the process has in memory that is in no file, in KiB. */
  private static long anonymous(Process service) throws IOException {
    Path status = Path.of("/proc/" + service.pid() + "/status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
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
    int steps = number("long", 400);
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
  private static void shares(Path recording) throws IOException {
    int all = 0;
    int told = 0;
    int kept = 0;
    try (RecordingFile events = new RecordingFile(recording)) {
      while (events.hasMoreEvents()) {
        List<String> frames = frames(events.readEvent());
        if (frames.stream().anyMatch(frame -> frame.equals("graft.train.TrainingLoop.run"))) {
          all++;
          boolean keeps =
              frames.stream().anyMatch(frame -> frame.startsWith("graft.dispatch.JobCheckpoints."));
          kept += keeps ? 1 : 0;
          told +=
              !keeps && frames.stream().anyMatch(frame -> frame.startsWith("graft.dispatch.Reporter."))
                  ? 1
                  : 0;
        }
      }
    }
    say("events and metrics, %% of %d samples of trainings", "%.2f".formatted(100.0 * told / all), all);
    say("  checkpoints, %% (far more than the default makes)", "%.2f".formatted(100.0 * kept / all));
  }

  private static List<String> frames(RecordedEvent event) {
    String type = event.getEventType().getName();
    boolean isSample =
        type.equals("jdk.ExecutionSample") || type.equals("jdk.NativeMethodSample");
    return isSample && event.getStackTrace() != null
        ? event.getStackTrace().getFrames().stream()
            .map(frame -> frame.getMethod().getType().getName() + "." + frame.getMethod().getName())
            .toList()
        : List.of();
  }

  /** Seconds from the first step to the end. */
  private double train(String file, int steps, int everySteps) throws Exception {
    String checkpoint = everySteps == 0 ? "" : ", \"checkpoint\": {\"every_steps\": " + everySteps + "}";
    String body =
        """
        {"model": "%s", "training_file": "%s", "seed": 7, "adapter": "lora", "validation_split": 0%s,
         "training": {"max_steps": %d, "batch_size": 4, "max_length": 16}}
        """
            .formatted(model, file, checkpoint, steps);
    String job = JOBS + "/" + id(post(JOBS, body));
    while (!get(job).contains("\"status\":\"running\"") && !get(job).contains("\"status\":\"succeeded\"")) {
      Thread.sleep(10);
    }
    long begun = System.nanoTime();
    await(job, "\"status\":\"succeeded\"");
    return (System.nanoTime() - begun) / 1e9;
  }

  private Process start(Path data, Path recording) throws IOException {
    List<String> command = new ArrayList<>(List.of("java"));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Xms768m",
            "-Xmx768m",
            "-XX:+AlwaysPreTouch",
            "-XX:StartFlightRecording=settings=profile,filename=" + recording));
    command.addAll(List.of(options.getOrDefault("service", "-jar target/graft.jar").split(" ")));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("GRAFT_DATA", data.toString());
    builder.environment().put("SERVER_PORT", Integer.toString(number("port", 18081)));
    builder.environment().put("GRAFT_MODELS", options.getOrDefault("models", "models"));
    Path log = data.resolve("service.log");
    System.out.println("The service runs in " + data + "; its log is there");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private String upload() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 64; i++) {
      rows.append(
          "{\"text\": \"dish %d was %s\", \"label\": \"%s\"}%n"
              .formatted(i, i % 2 == 0 ? "good" : "bad", i % 2 == 0 ? "yes" : "no"));
    }
    String border = UUID.randomUUID().toString();
    String form =
        "--%1$s\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nfine-tune\r\n--%1$s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"rows.jsonl\"\r\n\r\n%2$s\r\n--%1$s--\r\n"
            .formatted(border, rows);
    return id(
        send(
            request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=" + border)
                .POST(BodyPublishers.ofString(form))));
  }

  private void await(String path, String text) throws Exception {
    for (int look = 0; look < 60_000; look++) {
      try {
        String answer = get(path);
        if (answer.contains(text)) {
          return;
        }
        if (answer.contains("\"status\":\"failed\"")) {
          throw new AssertionError(answer);
        }
      } catch (IOException notYet) {
        // Is starting.
      }
      Thread.sleep(20);
    }
    throw new AssertionError(path + " never said " + text);
  }

  private String get(String path) throws Exception {
    return send(request(path));
  }

  private String post(String path, String body) throws Exception {
    return send(
        request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + number("port", 18081)).resolve(path));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private static String id(String json) {
    Matcher id = ID.matcher(json);
    if (!id.find()) {
      throw new AssertionError("no id in " + json);
    }
    return id.group(1);
  }

  private int number(String name, int usual) {
    return Integer.parseInt(options.getOrDefault(name, Integer.toString(usual)));
  }

  private static void say(String what, String number, Object... parts) {
    System.out.printf(Locale.ROOT, "%-60s %s%n", what.formatted(parts), number);
  }
}
