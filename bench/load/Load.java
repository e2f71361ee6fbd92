package load;

import common.Client;
import common.Options;
import common.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What requests cost while many jobs are stored and queued, and what watchers cost while nothing
 * happens: starts a service of its own in an empty directory, fills its database by SQL with copies
 * of jobs that it took itself, and asks it. {@code bench/load/run} calls it.
 *
 * <p>Reads {@code --name=value} arguments; see {@code run}. Linux only: processor time comes
 * from {@code /proc}.
 */
public final class Load {
  private static final String JOBS = Client.JOBS;
  private static final int ROWS = 400;

  private final Options options;
  private final Client client;

  private Load(Options options, Client client) {
    this.options = options;
    this.client = client;
  }


  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    try (Service service = Service.start(options)) {
      Load load = new Load(options, new Client(service.address()));
      load.go(service);
    }
  }

  private void go(Service service) throws Exception {
    String model = options.text("model", "all-MiniLM-L6-v2");
    client.awaitModel(model);
    String file = client.upload(rows());
    String finished = client.submit(body(model, file, 1, 16));
    client.awaitSuccess(finished);
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
    try (Connection connection = database(service);
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
      double before = processorSeconds(service);
      long begun = System.nanoTime();
      watchers.quiet(Duration.ofSeconds(options.number("idle-seconds", 30)));
      double share = (processorSeconds(service) - before) / ((System.nanoTime() - begun) / 1e9);
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
    try (Connection connection = database(service);
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

  /** The embedded database, whose port stands in its own file. */
  private static Connection database(Service service) throws SQLException {
    try {
      Path home = service.data().resolve("postgres");
      String at = Files.readAllLines(home.resolve("data").resolve("postmaster.pid")).get(3).strip();
      String password = Files.readString(home.resolve("password")).strip();
      return DriverManager.getConnection(
          "jdbc:postgresql://127.0.0.1:" + at + "/graft", "postgres", password);
    } catch (IOException e) {
      throw new SQLException("the embedded database does not run", e);
    }
  }

  /** Of the service, its database and all else that it has started. */
  private static double processorSeconds(Service service) {
    return service.process().toHandle().descendants().mapToDouble(Load::seconds).sum()
        + seconds(service.process().toHandle());
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
}
