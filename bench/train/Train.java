package train;

import common.Client;
import common.Options;
import common.Service;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * How many tokens a second a training gets through, and the most memory that its process takes, for
 * several settings. With a peer, which is PEFT on PyTorch without {@code Trainer}, both take turns
 * in each round, each in a process of its own, so that whatever else the machine does is shared;
 * the table has the ratios' least, median and most. {@code bench/train/run} calls it.
 *
 * <p>Graft's time is that of its optimizer steps, as {@code /actuator/prometheus} tells it, the
 * peer's that of its loop. Tokens are real ones, without padding. Reads {@code --name=value}.
 */
public final class Train {
  private final Options options;

  private Train(Options options) {
    this.options = options;
  }


  /**
   * A training that both do.
   *
   * @param training Graft's settings, as JSON without braces
   * @param peer the peer's options
   */
  private record Work(String name, String about, boolean isChat, String training, String peer) {}

  /** What a process did. */
  private record Run(double tokensPerSecond, double seconds, double mebibytes) {}

  /** Floating-point operations of a token and a weight: forward, and back to the adapters below. */
  private static final int PER_WEIGHT = 4;

  private static final int BATCH = 16;

  public static void main(String[] arguments) throws Exception {
    new Train(Options.of(arguments)).go();
  }

  private List<Work> works() {
    int steps = options.number("steps", 60);
    String usual = "\"max_steps\":%d,\"batch_size\":%d,\"max_length\":256".formatted(steps, BATCH);
    String peer = "--max-steps %d --batch %d --max-length 256".formatted(steps, BATCH);
    return List.of(
        new Work("defaults", "each program's own defaults", false, usual, peer),
        new Work(
            "fp32",
            "float32, no dropout, grouped by length",
            false,
            usual + ",\"precision\":\"fp32\",\"dropout\":0",
            peer + " --dropout 0 --group-by-length"),
        new Work(
            "dropout",
            "float32, the model's dropout, grouped by length",
            false,
            usual + ",\"precision\":\"fp32\"",
            peer + " --group-by-length"),
        new Work(
            "bf16",
            "bf16, no dropout, grouped by length, the peer's faster attention",
            false,
            usual + ",\"precision\":\"bf16\",\"dropout\":0",
            peer + " --dropout 0 --group-by-length --precision bf16 --attention eager"),
        new Work(
            "chat",
            "LoRA of rank 16 on all linear layers of small-lm, float32",
            true,
            "\"max_steps\":%d,\"batch_size\":16,\"precision\":\"fp32\"".formatted(steps),
            "--epochs 1 --test 16 --rows " + steps * 16));
  }

  private void go() throws Exception {
    List<String> wanted = List.of(options.text("works", "defaults,fp32,dropout,bf16,chat,http").split(","));
    Optional<String> peer = options.find("peer");
    Map<String, Double> rates = rates();
    System.out.println("products of matrices here, GFLOP/s: " + rates);
    System.out.printf(
        "%-10s %22s %10s %10s %22s %26s %14s%n",
        "work",
        "Graft tokens/s, MiB",
        "samples/s",
        "of rate",
        "peer tokens/s, MiB",
        "ratio least/median/most",
        "memory ratio");
    for (Work work : works().stream().filter(each -> wanted.contains(each.name())).toList()) {
      List<Run> ours = new ArrayList<>();
      List<Run> theirs = new ArrayList<>();
      for (int round = 0; round < options.number("rounds", 3); round++) {
        ours.add(graft(work));
        if (peer.isPresent()) {
          theirs.add(peer(peer.get(), work));
        }
      }
      System.out.println(line(work, share(work, ours, rates), ours, theirs));
    }
    if (wanted.contains("http")) {
      overHttp(works().getFirst(), peer);
    }
  }

  /** From a submission to the adapter's file, in a service that is warm; beside the peer's process. */
  private void overHttp(Work work, Optional<String> peer) throws Exception {
    List<Double> own = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (Service service = Service.start(options)) {
      Client client = new Client(service.address());
      client.awaitModel(modelOf(work));
      String body = body(work, client.upload(Files.readString(texts())));
      submitToFile(client, body);
      for (int round = 0; round < options.number("rounds", 3); round++) {
        own.add(submitToFile(client, body));
        if (peer.isPresent()) {
          long start = System.nanoTime();
          Run _ = peer(peer.get(), work);
          ratios.add((System.nanoTime() - start) / 1e9 / own.getLast());
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "submission to file, %d steps, seconds: %s; the peer's process takes times as long: %s%n",
        options.number("steps", 60),
        rounded(own),
        rounded(ratios));
  }

  private static double submitToFile(Client client, String body) throws InterruptedException {
    long start = System.nanoTime();
    String job = client.submit(body);
    client.awaitSuccess(job);
    Matcher adapter =
        Pattern.compile("\"adapter_id\":\"([^\"]+)\"").matcher(client.get(Client.JOBS + "/" + job));
    if (!adapter.find()) {
      throw new IllegalStateException("job " + job + " made no adapter");
    }
    String _ = client.get("/v1/adapters/" + adapter.group(1) + "/weights?format=safetensors");
    return (System.nanoTime() - start) / 1e9;
  }

  private static List<String> rounded(List<Double> numbers) {
    return numbers.stream().sorted().map(each -> String.format(Locale.ROOT, "%.2f", each)).toList();
  }

  private String line(Work work, double share, List<Run> ours, List<Run> theirs) {
    String own =
        String.format(
            Locale.ROOT,
            "%-10s %22s %10.1f %8.0f %%",
            work.name(),
            numbers(ours),
            options.number("steps", 60) * BATCH / median(ours, Run::seconds),
            100 * share);
    if (theirs.isEmpty()) {
      return own + "   " + work.about();
    }
    double[] ratios = new double[ours.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ours.get(i).tokensPerSecond() / theirs.get(i).tokensPerSecond();
    }
    Arrays.sort(ratios);
    return String.format(
        Locale.ROOT,
        "%s %22s %12.2f/%6.2f/%6.2f %14.2f   %s",
        own,
        numbers(theirs),
        ratios[0],
        ratios[ratios.length / 2],
        ratios[ratios.length - 1],
        median(ours, Run::mebibytes) / median(theirs, Run::mebibytes),
        work.about());
  }

  /**
   * What part of the machine's rate of products the weights alone would take: attention's own
   * products, and those of the adapter, are not counted.
   */
  private double share(Work work, List<Run> runs, Map<String, Double> rates) throws IOException {
    Path model = Path.of(options.text("models", "models"), modelOf(work), "model.safetensors");
    boolean isHalf =
        work.training().contains("bf16")
            || !work.training().contains("fp32") && rates.get("bf16") > rates.get("fp32");
    double operations = median(runs, Run::tokensPerSecond) * PER_WEIGHT * multiplied(model, work.isChat());
    return operations / (rates.get(isHalf ? "bf16" : "fp32") * 1e9);
  }

  /**
   * A model's numbers that every token is multiplied with: its matrices but for the embeddings,
   * which a language model multiplies with at its end.
   */
  private static long multiplied(Path safetensors, boolean isLanguageModel) throws IOException {
    try (DataInputStream file = new DataInputStream(Files.newInputStream(safetensors))) {
      byte[] header = file.readNBytes((int) Long.reverseBytes(file.readLong()));
      return Pattern.compile("\"([^\"]+)\":\\{[^}]*\"shape\":\\[(\\d+),(\\d+)\\]")
          .matcher(new String(header, StandardCharsets.UTF_8).replace(" ", ""))
          .results()
          .filter(found -> isLanguageModel || !found.group(1).contains("embedding"))
          .mapToLong(found -> Long.parseLong(found.group(2)) * Long.parseLong(found.group(3)))
          .sum();
    }
  }

  /** As {@code graft.jar rate} measures them, by type. */
  private Map<String, Double> rates() throws Exception {
    Process process = Service.java("-jar", "target/graft.jar", "rate", "cpu").start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    Map<String, Double> rates = new TreeMap<>();
    Pattern.compile("cpu +(\\w+) +(\\d+) GFLOP/s")
        .matcher(said)
        .results()
        .forEach(found -> rates.put(found.group(1), Double.valueOf(found.group(2))));
    return rates;
  }

  private static String modelOf(Work work) {
    return work.isChat() ? "small-lm" : "all-MiniLM-L6-v2";
  }

  private static String numbers(List<Run> runs) {
    return String.format(
        Locale.ROOT, "%.0f, %.0f", median(runs, Run::tokensPerSecond), median(runs, Run::mebibytes));
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private Run graft(Work work) throws Exception {
    try (Service service = Service.start(options)) {
      Client client = new Client(service.address());
      String model = modelOf(work);
      client.awaitModel(model);
      String file = client.upload(Files.readString(work.isChat() ? chats() : texts()));
      String job = client.submit(body(work, file));
      client.awaitSuccess(job);
      String told = client.get("/actuator/prometheus");
      double seconds = sum(told, "graft_step_seconds_sum\\{.*");
      double tokens = sum(told, "graft_tokens_total\\{.*kind=\"real\".*");
      return new Run(tokens / seconds, seconds, service.kibibytes("VmHWM") / 1024.0);
    }
  }

  private static String body(Work work, String file) {
    String task = work.isChat() ? "causal_lm" : "sequence_classification";
    String adapter = work.isChat() ? "lora" : "lora[r=8]";
    return "{\"model\":\"%s\",\"training_file\":\"%s\",\"adapter\":\"%s\",\"seed\":1,\"task\":{\"type\":\"%s\"},\"training\":{%s}}"
        .formatted(modelOf(work), file, adapter, task, work.training());
  }

  private static double sum(String metrics, String of) {
    return Pattern.compile("^" + of + " ([0-9.E+-]+)$", Pattern.MULTILINE)
        .matcher(metrics)
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .sum();
  }

  private Run peer(String python, Work work) throws Exception {
    String models = options.text("models", "models");
    List<String> command = new ArrayList<>(List.of(python));
    if (work.isChat()) {
      command.addAll(
          List.of("bench/train/peer_chat.py", models + "/small-lm", chats().getParent().toString()));
    } else {
      command.addAll(
          List.of(
              "bench/train/peer_text.py",
              "--model",
              models + "/all-MiniLM-L6-v2",
              "--train",
              texts().toString()));
    }
    command.addAll(List.of(work.peer().split(" ")));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the peer failed: " + String.join(" ", command));
    }
    String last = said.substring(said.lastIndexOf('\n') + 1);
    return work.isChat()
        ? new Run(
            number(last, "tokens_per_second"), number(last, "seconds"), number(last, "max_rss_mb"))
        : new Run(
            number(last, "tokens_per_s"), number(last, "train_s"), number(last, "peak_rss_mb"));
  }

  private static double number(String json, String name) {
    Matcher value = Pattern.compile("\"" + name + "\": ([0-9.]+)").matcher(json);
    if (!value.find()) {
      throw new IllegalStateException("no " + name + " in " + json);
    }
    return Double.parseDouble(value.group(1));
  }

  private Path texts() {
    return Path.of(options.text("texts", "examples/product-sentences/train.jsonl"));
  }

  /** Rows of conversations: unpacked where they are packed, for the peer reads plain files. */
  private Path chats() throws IOException {
    Path directory = Path.of(options.text("chats", "examples/wordnet-chat"));
    if (Files.exists(directory.resolve("train.jsonl"))) {
      return directory.resolve("train.jsonl");
    }
    Path plain = Files.createDirectories(Path.of("target/bench-chats"));
    for (String part : List.of("train.jsonl", "test.jsonl")) {
      try (var packed = new GZIPInputStream(Files.newInputStream(directory.resolve(part + ".gz")))) {
        Files.write(plain.resolve(part), packed.readAllBytes());
      }
    }
    return plain.resolve("train.jsonl");
  }

}
