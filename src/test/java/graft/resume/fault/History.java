package graft.resume.fault;

import graft.resume.OwnDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is recorded of jobs, and what must be true of it whatever happened to their nodes. */
final class History {
  /** Three workers in a row that were lost with it, and a worker that had no memory for it. */
  private static final Set<String> RIGHTLY = Set.of("LOST_WORKER", "OUT_OF_MEMORY");

  private final JdbcClient jdbc;
  private final Kept kept;

  History(OwnDatabase database, Kept kept) {
    this.jdbc =
        JdbcClient.create(
            new DriverManagerDataSource(
                database.getJdbcUrl(), database.getUsername(), database.getPassword()));
    this.kept = kept;
  }

  /** How many jobs there are of each status, and how often they went back into the queue. */
  String summary() {
    return jdbc.sql("select status, count(*) as jobs from job group by status order by status")
            .query((row, _) -> row.getString("status") + ": " + row.getInt("jobs"))
            .list()
        + " statuses, "
        + jdbc.sql("select count(*) from job_event where message like '%was lost%'")
            .query(Integer.class)
            .single()
        + " losses, "
        + jdbc.sql("select count(*) from job_event where message like '%is shutting down%'")
            .query(Integer.class)
            .single()
        + " handed over";
  }

  /**
   * What is wrong with jobs.
   *
   * @param sent ids by the keys under which they were sent
   */
  List<String> faultsOfJobs(Map<String, String> sent) {
    List<String> wrong = new ArrayList<>();
    Set<String> stored = new HashSet<>(jdbc.sql("select id from job").query(String.class).list());
    if (!stored.equals(Set.copyOf(sent.values()))) {
      wrong.add("sent were %s, stored are %s".formatted(sent.values(), stored));
    }
    Set<String> digests = new TreeSet<>();
    Set<String> losses = new HashSet<>();
    for (String job : stored) {
      String status = text("select status from job where id = :job", job);
      List<String> events =
          jdbc.sql("select message from job_event where job_id = :job order by number")
              .param("job", job)
              .query(String.class)
              .list();
      wrong.addAll(ofLog(job, status, events));
      // Sums in another order are others in their last bits.
      boolean isWhole = events.stream().noneMatch(text -> text.startsWith("There is too little"));
      if (status.equals("SUCCEEDED") && isWhole) {
        digests.add(text("select sha256 from adapter where job_id = :job and step is null", job));
        losses.add(
            text(
                "select string_agg(name || step || '=' || value, ',' order by name, step) from job_metric where job_id = :job",
                job));
      }
    }
    if (digests.size() > 1 || losses.size() > 1) {
      wrong.add(
          "one job makes %d adapters and %d histories".formatted(digests.size(), losses.size()));
    }
    return wrong;
  }

  private List<String> ofLog(String job, String status, List<String> events) {
    List<String> wrong = new ArrayList<>();
    List<Integer> numbers =
        jdbc.sql("select number from job_event where job_id = :job order by number")
            .param("job", job)
            .query(Integer.class)
            .list();
    if (!numbers.equals(IntStream.rangeClosed(1, numbers.size()).boxed().toList())) {
      wrong.add(job + " has events " + numbers);
    }
    boolean hasFailedRightly =
        status.equals("FAILED")
            && RIGHTLY.contains(text("select error_code from job where id = :job", job));
    if (!status.equals("SUCCEEDED") && !hasFailedRightly) {
      wrong.add(job + " is " + status + ": " + events);
    }
    long ends =
        events.stream()
            .filter(
                text -> text.matches("The job has successfully completed|Fine-tuning job failed.*"))
            .count();
    if (ends != 1) {
      wrong.add(job + " has ended " + ends + " times: " + events);
    }
    long taken = events.stream().filter(text -> text.startsWith("Validating files")).count();
    long left = events.stream().filter(text -> text.contains("moving job to queued")).count();
    if (taken != left) {
      wrong.add("%s was taken %d times and left %d times: %s".formatted(job, taken, left, events));
    }
    long steps = events.stream().filter(text -> text.startsWith("Step")).count();
    if (steps != events.stream().filter(text -> text.startsWith("Step")).distinct().count()) {
      wrong.add(job + " tells steps twice: " + events);
    }
    return wrong;
  }

  /** Files without a row, rows without a file, and what is left in the queue. */
  List<String> orphans() throws IOException {
    List<String> orphans = new ArrayList<>();
    compare("adapters", "select directory from adapter", orphans);
    compare("files", "select id from data_file", orphans);
    orphans.addAll(kept.unfinished());
    jdbc.sql("select task_instance from scheduled_tasks")
        .query(String.class)
        .list()
        .forEach(task -> orphans.add("queued " + task));
    return orphans;
  }

  private void compare(String directory, String rows, List<String> orphans) throws IOException {
    Set<String> there = kept.names(directory);
    Set<String> named = new TreeSet<>(jdbc.sql(rows).query(String.class).list());
    there.stream()
        .filter(name -> !named.contains(name))
        .forEach(name -> orphans.add(directory + "/" + name + " has no row"));
    kept.copies(directory).stream()
        .filter(name -> !named.contains(name))
        .forEach(name -> orphans.add("a copy of " + directory + "/" + name + " has no row"));
    named.stream()
        .filter(name -> !there.contains(name))
        .forEach(name -> orphans.add(directory + "/" + name + " is not there"));
  }

  private String text(String sql, String job) {
    return jdbc.sql(sql).param("job", job).query(String.class).optional().orElse("");
  }
}
