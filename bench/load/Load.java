import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What requests cost while many jobs are stored and queued, and what watchers cost while nothing
 * happens: starts a service of its own in an empty directory, fills its database by SQL with copies
 * of jobs that it took itself, and asks it. {@code bench/load/run} calls it.
 *
 * <p>Reads {@code --name=value} arguments; see {@link Options}. Linux only: processor time comes
 * from {@code /proc}.
 */
public final class Load {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final int ROWS = 400;

  private final Options options;
  private final Client client;

  private Load(Options options, Client client) {
    this.options = options;
    this.client = client;
  }

  /** Numbers that can be given as {@code --stored=1000}. */
  private record Options(Map<String, String> given) {
    static Options of(String[] arguments) {
      Map<String, String> given = new HashMap<>();
      for (String argument : arguments) {
        Matcher form = Pattern.compile("--([\\w-]+)=(.*)").matcher(argument);
        if (!form.matches()) {
          throw new IllegalArgumentException("arguments look like --stored=1000, not " + argument);
        }
        given.put(form.group(1), form.group(2));
      }
      return new Options(given);
    }

    int number(String name, int usual) {
      return Integer.parseInt(given.getOrDefault(name, Integer.toString(usual)));
    }

    String text(String name, String usual) {
      return given.getOrDefault(name, usual);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    try (Service service = Service.start(options)) {
      Load load = new Load(options, new Client(service.address()));
      load.go(service);
    }
  }

  private void go(Service service) throws Exception {
    client.await("/actuator/health/readiness", "UP");
    String model = options.text("model", "all-MiniLM-L6-v2");
    client.await("/v1/models/" + model, "\"status\":\"ready\"");
    String file = client.upload(rows());
    String finished = client.submit(body(model, file, 1, 16));
    client.await(JOBS + "/" + finished, "\"status\":\"succeeded\"");
    if (options.number("watchers", 1000) > 0) {
      watchers(service, model, file);
    }
    String training = client.submit(body(model, file, 1000, 16));
    client.await(JOBS + "/" + training, "\"status\":\"running\"");
    String queued = client.submit(body(model, file, 1, 16));
    seed(service, finished, queued);
    System.out.printf(
        "%n%d jobs stored, %d queued, while %s trains%n",
        options.number("stored", 100_000), options.number("queued", 20_000), model);
    requests(service, body(model, file, 1, 16), finished, queued);
    throughput(body(model, file, 1, 16));
  }

  private void requests(Service service, String body, String finished, String queued)
      throws SQLException {
    int times = options.number("requests", 300);
    String deep = deepCursor(service);
    for (int round = 0; round < 2; round++) {
      boolean isWarm = round == 1;
      measure(isWarm, "submit", times, () -> client.post(JOBS, body));
      measure(isWarm, "get, ended", times, () -> client.get(JOBS + "/" + finished));
      measure(isWarm, "get, queued", times, () -> client.get(JOBS + "/" + queued));
      measure(isWarm, "list of 20", times, () -> client.get(JOBS));
      measure(isWarm, "list of 100", times, () -> client.get(JOBS + "?limit=100"));
      measure(
          isWarm,
          "list of 100, deep",
          times,
          () -> client.get(JOBS + "?limit=100&after=" + deep));
      measure(isWarm, "events", times, () -> client.get(JOBS + "/" + finished + "/events"));
    }
  }

  /** A job that a client comes to who pages for long. */
  private static String deepCursor(Service service) throws SQLException {
    try (Connection connection = service.database();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select id from job where status = 'SUCCEEDED' order by seq offset 1000 limit 1")) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private static void measure(boolean isShown, String name, int times, Supplier<String> request) {
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      long begun = System.nanoTime();
      request.get();
      nanos[i] = System.nanoTime() - begun;
    }
    if (isShown) {
      System.out.println(line(name, nanos));
    }
  }

  private static String line(String name, long[] nanos) {
    Arrays.sort(nanos);
    return String.format(
        Locale.ROOT,
        "%-20s p50 %7.1f ms   p99 %7.1f ms   most %7.1f ms",
        name,
        nanos[nanos.length / 2] / 1e6,
        nanos[(int) Math.min(nanos.length - 1, Math.round(nanos.length * 0.99))] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }

  private void throughput(String body) throws Exception {
    int clients = options.number("clients", 16);
    long seconds = options.number("seconds", 10);
    AtomicInteger done = new AtomicInteger();
    List<Long> nanos = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      List<Future<List<Long>>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(
            threads.submit(
                () -> {
                  List<Long> own = new ArrayList<>();
                  for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
                    client.post(JOBS, body);
                    own.add(System.nanoTime() - begun);
                    done.incrementAndGet();
                  }
                  return own;
                }));
      }
      for (Future<List<Long>> one : all) {
        nanos.addAll(one.get());
      }
    }
    System.out.printf(
        Locale.ROOT, "%d clients submit %.1f jobs a second%n", clients, done.get() / (double) seconds);
    System.out.println(
        line("each of them", nanos.stream().mapToLong(Long::longValue).toArray()));
  }

  /** A paused job that many watch: what they cost, and how late they hear. */
  private void watchers(Service service, String model, String file) throws Exception {
    int count = options.number("watchers", 1000);
    String blocking = client.submit(body(model, file, 1000, 16));
    client.await(JOBS + "/" + blocking, "\"status\":\"running\"");
    String watched = client.submit(body(model, file, 1, 16));
    client.post(JOBS + "/" + watched + "/pause", "");
    client.post(JOBS + "/" + blocking + "/cancel", "");
    try (Watchers watchers = Watchers.open(service.port(), JOBS + "/" + watched + "/events", count)) {
      watchers.await("paused");
      watchers.quiet(Duration.ofSeconds(5));
      double before = service.processorSeconds();
      long begun = System.nanoTime();
      watchers.quiet(Duration.ofSeconds(options.number("idle-seconds", 30)));
      double share = (service.processorSeconds() - before) / ((System.nanoTime() - begun) / 1e9);
      System.out.printf(
          Locale.ROOT, "%d watchers cost %.1f %% of a core while nothing happens%n", count, share * 100);
      long said = System.nanoTime();
      client.post(JOBS + "/" + watched + "/cancel", "");
      long[] late = watchers.await("cancelled");
      for (int i = 0; i < late.length; i++) {
        late[i] -= said;
      }
      System.out.println(line("events come after", late));
    }
  }

  /** Copies of two jobs that the service has taken itself, under ids of their own. */
  private void seed(Service service, String finished, String queued) throws SQLException {
    int waiting = options.number("queued", 20_000);
    int ended = options.number("stored", 100_000) - waiting;
    try (Connection connection = service.database();
        Statement statement = connection.createStatement()) {
      copy(statement, finished, "old", ended);
      copy(statement, queued, "new", waiting);
      statement.execute(
          """
          insert into scheduled_tasks (task_name, task_instance, task_data, execution_time, picked, version, priority)
          select t.task_name, 'ftjob-new' || n || '#1',
                 convert_to(replace(convert_from(t.task_data, 'UTF8'), '%1$s', 'ftjob-new' || n), 'UTF8'),
                 t.execution_time, false, 1, t.priority
            from scheduled_tasks t, generate_series(1, %2$d) n
           where t.task_instance = '%1$s#1'
          """
              .formatted(queued, waiting));
      statement.execute("vacuum analyze");
    }
  }

  private static void copy(Statement statement, String job, String mark, int count)
      throws SQLException {
    for (String table : List.of("job", "job_event", "job_need")) {
      String key = table.equals("job") ? "id" : "job_id";
      String columns = columns(statement, table, key);
      if (!columns.isEmpty()) {
        statement.execute(
            "insert into %1$s (%2$s%3$s) select 'ftjob-%4$s' || n%3$s from %1$s, generate_series(1, %5$d) n where %2$s = '%6$s'"
                .formatted(table, key, columns, mark, count, job));
      }
    }
  }

  /** All that a row has beside its key and what the database gives; each behind a comma. */
  private static String columns(Statement statement, String table, String key) throws SQLException {
    StringBuilder names = new StringBuilder();
    try (var rows =
        statement.executeQuery(
            """
            select column_name from information_schema.columns
             where table_schema = 'public' and table_name = '%s' and column_name <> '%s' and is_identity = 'NO'
            """
                .formatted(table, key))) {
      while (rows.next()) {
        names.append(", ").append(rows.getString(1));
      }
    }
    return names.toString();
  }

  private static String rows() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      rows.append(
          "{\"text\": \"the %d. dish of the evening was %s, and so was all that came after it\", \"label\": \"%s\"}%n"
              .formatted(i, i % 2 == 0 ? "good" : "bad", i % 2 == 0 ? "yes" : "no"));
    }
    return rows.toString();
  }

  private static String body(String model, String file, int epochs, int batch) {
    return """
        {"model": "%s", "training_file": "%s", "seed": 7, "adapter": "lora", "validation_split": 0,
         "training": {"epochs": %d, "batch_size": %d, "max_length": 64}}
        """
        .formatted(model, file, epochs, batch);
  }

  /** The service in a process of its own, on an empty data directory. */
  private record Service(Process process, Path data, int port) implements AutoCloseable {
    static Service start(Options options) throws IOException {
      Path data = Files.createTempDirectory("graft-load-");
      int port = options.number("port", 18080);
      List<String> command = new ArrayList<>(List.of("java"));
      command.addAll(List.of(options.text("java", "--enable-native-access=ALL-UNNAMED").split(" ")));
      command.addAll(List.of(options.text("service", "-jar target/graft.jar").split(" ")));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("GRAFT_DATA", data.toString());
      builder.environment().put("SERVER_PORT", Integer.toString(port));
      builder.environment().put("GRAFT_MODELS", options.text("models", "models"));
      Path log = data.resolve("service.log");
      System.out.println("The service runs in " + data + "; its log is there");
      return new Service(
          builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), data, port);
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + port);
    }

    /** The embedded database, whose port stands in its own file. */
    Connection database() throws SQLException {
      try {
        Path home = data.resolve("postgres");
        String at = Files.readAllLines(home.resolve("data").resolve("postmaster.pid")).get(3).strip();
        String password = Files.readString(home.resolve("password")).strip();
        return DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + at + "/graft", "postgres", password);
      } catch (IOException e) {
        throw new SQLException("the embedded database does not run", e);
      }
    }

    /** Of the service, its database and all else that it has started. */
    double processorSeconds() {
      return process.toHandle().descendants().mapToDouble(Service::seconds).sum()
          + seconds(process.toHandle());
    }

    private static double seconds(ProcessHandle one) {
      try {
        String stat = Files.readString(Path.of("/proc/" + one.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
      } catch (IOException ended) {
        return 0;
      }
    }

    @Override
    public void close() throws Exception {
      process.destroy();
      process.waitFor();
    }
  }

  /** Speaks to the service, and fails with what it says. */
  private record Client(HttpClient http, URI address) {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    Client(URI address) {
      this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), address);
    }

    String get(String path) {
      return send(HttpRequest.newBuilder(address.resolve(path)).build());
    }

    String post(String path, String body) {
      return send(
          HttpRequest.newBuilder(address.resolve(path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body))
              .build());
    }

    String submit(String body) {
      return id(post(JOBS, body));
    }

    String upload(String rows) {
      String border = UUID.randomUUID().toString();
      String form =
          "--%1$s\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nfine-tune\r\n--%1$s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"rows.jsonl\"\r\n\r\n%2$s\r\n--%1$s--\r\n"
              .formatted(border, rows);
      return id(
          send(
              HttpRequest.newBuilder(address.resolve("/v1/files"))
                  .header("Content-Type", "multipart/form-data; boundary=" + border)
                  .POST(BodyPublishers.ofString(form))
                  .build()));
    }

    void await(String path, String text) throws InterruptedException {
      for (int look = 0; look < 1500; look++) {
        try {
          String answer = get(path);
          if (answer.contains(text)) {
            return;
          }
        } catch (IllegalStateException notYet) {
          // Is starting, or reads the model.
        }
        Thread.sleep(200);
      }
      throw new IllegalStateException(path + " never said " + text);
    }

    private static String id(String json) {
      Matcher id = ID.matcher(json);
      if (!id.find()) {
        throw new IllegalStateException("no id in " + json);
      }
      return id.group(1);
    }

    private String send(HttpRequest request) {
      try {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
          throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(request.uri() + ": " + e, e);
      }
    }
  }
}
