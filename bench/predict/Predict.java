package predict;

import common.Client;
import common.Options;
import common.Service;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What predictions cost over HTTP when all is warm: how long one takes, for one text and for many,
 * short and long, and how many there are a second with one client and with many. With a peer, which
 * is PEFT on PyTorch in a process of its own, both take turns in each round, so that whatever else
 * the machine does is shared. Starts a service of its own in an empty directory. {@code
 * bench/predict/run} calls it.
 *
 * <p>Reads {@code --name=value} arguments; see {@code run}.
 */
public final class Predict {
  /** Words that MiniLM's vocabulary has as one token each. */
  private static final List<String> WORDS =
      List.of(
          "the", "dish", "of", "this", "evening", "was", "good", "and", "so", "were", "all", "that",
          "came", "after", "it", "but", "not", "bread", "which", "had", "no", "salt");

  /** The most nanoseconds that a shape's first requests may take. */
  private static final long WARMING = 20_000_000_000L;

  private final Options options;
  private final Client client;

  private Predict(Options options, Client client) {
    this.options = options;
    this.client = client;
  }


  /** Texts that are asked about at once. */
  private record Shape(String name, List<String> texts) {
    /**
     * @param words of each text, beside the two tokens around it
     */
    static Shape of(String name, int texts, int words) {
      return new Shape(
          name,
          IntStream.range(0, texts)
              .mapToObj(text ->
                  IntStream.range(0, words)
                      .mapToObj(word -> WORDS.get((text * 7 + word) % WORDS.size()))
                      .collect(Collectors.joining(" ")))
              .toList());
    }

    static List<Shape> all() {
      return List.of(
          of("1 short text", 1, 10),
          of("1 text of 128 tokens", 1, 126),
          of("32 short texts", 32, 10),
          of("32 texts of 128 tokens", 32, 126));
    }

    String body() {
      return "{\"inputs\": " + json() + "}";
    }

    String json() {
      return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(", ", "[", "]"));
    }
  }

  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    try (Service service = Service.start(options)) {
      new Predict(options, new Client(service.address())).go();
    }
  }

  private void go() throws Exception {
    String model = options.text("model", "all-MiniLM-L6-v2");
    client.awaitModel(model);
    String path = "/v1/adapters/" + trained(model) + "/predict";
    try (Peer peer = Peer.start(options, Path.of(options.text("models", "models"), model))) {
      shapes(path, peer);
    }
    print("GET of a base model", times(200, () -> client.get("/v1/models/" + model)));
    throughput(path);
  }

  /** An adapter that was trained for one step. */
  private String trained(String model) throws InterruptedException {
    String rows =
        IntStream.range(0, 40)
            .mapToObj(i ->
                "{\"text\": \"dish %d was %s\", \"label\": \"%s\"}%n"
                    .formatted(i, i % 2 == 0 ? "good" : "bad", i % 2 == 0 ? "yes" : "no"))
            .collect(Collectors.joining());
    String body =
        """
        {"model": "%s", "training_file": "%s", "seed": 7, "validation_split": 0,
         "adapter": {"architecture": "lora", "r": 8, "alpha": 16, "attn_matrices": ["q", "v"]},
         "training": {"max_steps": 1, "batch_size": 16, "max_length": 128}}
        """
            .formatted(model, client.upload(rows));
    String job = client.submit(body);
    client.awaitSuccess(job);
    Matcher adapter =
        Pattern.compile("\"adapter_id\":\"([^\"]+)\"").matcher(client.get(Client.JOBS + "/" + job));
    if (!adapter.find()) {
      throw new IllegalStateException("job " + job + " made no adapter");
    }
    return adapter.group(1);
  }

  /** Java compiles what has run often: before that it is not warm. */
  private void warm(Runnable request) {
    long end = System.nanoTime() + WARMING;
    for (int i = 0; i < options.number("warm", 300) && System.nanoTime() < end; i++) {
      request.run();
    }
  }

  /** Each shape in turns: some requests, as many of the peer, and so on. */
  private void shapes(String path, Peer peer) throws Exception {
    int requests = options.number("requests", 20);
    List<Shape> all = Shape.all();
    for (Shape shape : all) {
      List<Long> own = new ArrayList<>();
      List<Long> ofPeer = new ArrayList<>();
      List<Long> ofForward = new ArrayList<>();
      warm(() -> client.post(path, shape.body()));
      peer.measure(all.indexOf(shape), requests, new ArrayList<>(), new ArrayList<>());
      for (int round = 0; round < options.number("rounds", 5); round++) {
        own.addAll(times(requests, () -> client.post(path, shape.body())));
        peer.measure(all.indexOf(shape), requests, ofPeer, ofForward);
      }
      print(shape.name(), own);
      if (!ofPeer.isEmpty()) {
        print("  peer, from texts", ofPeer);
        print("  peer, forward alone", ofForward);
        double goal = 0.8 * median(ofForward) + 2e6;
        System.out.printf(
            Locale.ROOT,
            "  ratio %.2f of its forward alone, %.2f of all; %.1f ms are 0.8 of the forward and 2 ms%n",
            (double) median(own) / median(ofForward),
            (double) median(own) / median(ofPeer),
            goal / 1e6);
      }
    }
  }

  /** One short text after another by one client, then by many at once. */
  private void throughput(String path) throws Exception {
    int many = options.number("clients", 32);
    double alone = perSecond(path, 1);
    double together = perSecond(path, many);
    System.out.printf(
        Locale.ROOT,
        "1 client has %.1f answers a second, %d clients have %.1f, which is %.1f times as many%n",
        alone,
        many,
        together,
        together / alone);
  }

  private double perSecond(String path, int clients) throws Exception {
    String body = Shape.all().getFirst().body();
    long span = options.number("seconds", 5) * 1_000_000_000L;
    long begun = System.nanoTime();
    List<Long> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> answers = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        answers.add(
            threads.submit(
                () -> {
                  List<Long> own = new ArrayList<>();
                  while (System.nanoTime() - begun < span) {
                    own.addAll(times(1, () -> client.post(path, body)));
                  }
                  return own;
                }));
      }
      for (Future<List<Long>> one : answers) {
        all.addAll(one.get());
      }
    }
    print(clients + (clients == 1 ? " client" : " clients"), all);
    return all.size() * 1e9 / (System.nanoTime() - begun);
  }

  private static List<Long> times(int times, Runnable request) {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long begun = System.nanoTime();
      request.run();
      nanos.add(System.nanoTime() - begun);
    }
    return nanos;
  }

  private static long median(List<Long> nanos) {
    return quantile(nanos, 0.5);
  }

  private static long quantile(List<Long> nanos, double share) {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
  }

  private static void print(String name, List<Long> nanos) {
    System.out.printf(
        Locale.ROOT,
        "%-24s p50 %7.1f ms   p99 %7.1f ms%n",
        name,
        median(nanos) / 1e6,
        quantile(nanos, 0.99) / 1e6);
  }

  /** The other program, if one was named. */
  private record Peer(Optional<Process> process, Path shapes) implements AutoCloseable {
    static Peer start(Options options, Path model) throws IOException {
      Path shapes = Files.createTempFile("shapes-", ".jsonl");
      Files.write(shapes, Shape.all().stream().map(Shape::json).toList());
      String python = options.text("peer", "");
      return new Peer(
          python.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new ProcessBuilder(
                          python,
                          Path.of("bench", "predict", "peer.py").toString(),
                          model.toString(),
                          shapes.toString())
                      .redirectError(ProcessBuilder.Redirect.DISCARD)
                      .start()),
          shapes);
    }

    void measure(int shape, int times, List<Long> all, List<Long> forward) throws IOException {
      if (process.isEmpty()) {
        return;
      }
      BufferedWriter ask = process.get().outputWriter();
      ask.write(shape + " " + times + "\n");
      ask.flush();
      BufferedReader answers = process.get().inputReader();
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("the peer has ended; does it have torch, transformers and peft?");
      }
      for (String one : line.split(" ")) {
        long[] nanos = Arrays.stream(one.split(":")).mapToLong(Long::parseLong).toArray();
        all.add(nanos[0]);
        forward.add(nanos[1]);
      }
    }

    @Override
    public void close() throws Exception {
      process.ifPresent(Process::destroy);
      Files.delete(shapes);
    }
  }

}
