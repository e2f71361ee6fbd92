package graft.dispatch;

import graft.catalog.storage.AfterCommit;
import graft.database.DatabaseAway;
import graft.database.Insistence;
import graft.database.Presence;
import graft.job.Claim;
import graft.job.Claims;
import graft.job.EventDraft;
import graft.job.ProgressReport;
import graft.job.metric.MetricPoint;
import graft.recipe.CheckpointStore;
import graft.recipe.Run;
import graft.recipe.SampledAnswer;
import graft.spec.DeviceId;
import graft.spec.Excerpt;
import graft.spec.Progress;
import graft.spec.job.HeldOut;
import graft.spec.job.RunDirective;
import graft.spec.job.Work;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A run over a job's row. Steps are gathered and written once a second at most, when there are
 * many, or when this node knows that somebody wants something of the job. Confined to the training
 * thread.
 */
final class Reporter implements Run {
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);

  /** A slow database's reports are fewer, so that a training waits one part in so many for them. */
  private static final int WAITED_ONE_IN = 64;

  private static final Duration LONGEST_BETWEEN_REPORTS = Duration.ofSeconds(5);

  /**
   * Points that are gathered at most. A report locks the job's row, and who cancels the job waits
   * for it: with steps of microseconds a second's points would be written for minutes.
   */
  private static final int MOST_POINTS = 1000;

  /** Points that are kept for a database that is away; with more the training waits for it. */
  private static final int MOST_KEPT = 200_000;

  /** Characters of a text in an event's data, and in its sentence. */
  private static final int MOST_SHOWN = 4000;

  private static final int MOST_QUOTED = 200;

  /** Metrics events of one run; evaluations come on top. */
  private static final int STEP_EVENTS = 100;

  private final Claim claim;
  private final DeviceId device;
  private final Path output;
  private final Claims claims;
  private final Signals signals;
  private final WorkWatch watch;
  private final Presence database;
  private final TransactionTemplate transaction;
  private final Insistence insistence;
  private final Clock clock;
  private final List<MetricPoint> points = new ArrayList<>();
  private final List<EventDraft> events = new ArrayList<>();
  private final JobCheckpoints checkpoints;
  private Optional<Progress> progress = Optional.empty();
  private RunDirective wish = RunDirective.GO_ON;
  private Instant due;

  Reporter(
      Claim claim,
      DeviceId device,
      Path output,
      JobCheckpoints.Keeping keeping,
      Signals signals,
      WorkWatch watch) {
    this.claim = claim;
    this.device = device;
    this.output = output;
    this.claims = keeping.claims();
    this.signals = signals;
    this.watch = watch;
    this.clock = keeping.clock();
    this.database = keeping.database();
    this.transaction = keeping.transaction();
    this.insistence = new Insistence(database, signals::isCutOff);
    this.checkpoints = new JobCheckpoints(keeping, claim, this, insistence);
    this.due = clock.instant().plus(BETWEEN_REPORTS);
  }

  @Override
  public DeviceId device() {
    return device;
  }

  @Override
  public Path output() {
    return output;
  }

  @Override
  public Path predictions(HeldOut rows) {
    return Workspace.beside(output, rows.name().toLowerCase(Locale.ROOT) + ".csv");
  }

  @Override
  public CheckpointStore checkpoints() {
    return checkpoints;
  }

  @Override
  public void started(Progress begins) {
    progress = Optional.of(begins);
    insistence.write(() -> {
      claims.start(claim, begins.step());
      return claim;
    });
    events.add(
        EventDraft.message(
                begins.step() == 0
                    ? "Training begins: %d steps on %s".formatted(begins.totalSteps(), device)
                    : "Training goes on after step %d of %d on %s"
                        .formatted(begins.step(), begins.totalSteps(), device))
            .onceIn("begins@" + claim.epoch()));
    report();
  }

  @Override
  public void worked(Work work) {
    watch.done(device, claim.job().spec().adapter().method(), work);
  }

  @Override
  public RunDirective afterStep(Progress now) {
    progress = Optional.of(now);
    point("loss", now.step(), now.loss());
    point("learning_rate", now.step(), now.learningRate());
    int every = Math.ceilDiv(now.totalSteps(), STEP_EVENTS);
    if (now.step() % every == 0 || now.step() == now.totalSteps()) {
      events.add(stepEvent(now));
    }
    if (points.size() >= MOST_POINTS && !database.isAway()) {
      report();
    }
    if (points.size() >= MOST_KEPT) {
      insistence.write(() -> transaction.execute(_ -> reportWithin()));
    }
    return ask();
  }

  @Override
  public RunDirective ask() {
    if (signals.take(claim.job().id()) || isDue(clock.instant())) {
      report();
    }
    return wish == RunDirective.GO_ON && signals.isShuttingDown() ? RunDirective.PAUSE : wish;
  }

  /** Also where the clock was set back: nobody waits for an hour that comes again. */
  private boolean isDue(Instant now) {
    return !now.isBefore(due) || now.isBefore(due.minus(LONGEST_BETWEEN_REPORTS));
  }

  @Override
  public void evaluated(int step, Map<String, Double> metrics) {
    metrics.forEach((name, value) -> point(name, step, value));
    events.add(evaluationEvent(step, metrics));
    report();
  }

  @Override
  public void answered(int step, List<SampledAnswer> answers) {
    for (int i = 0; i < answers.size(); i++) {
      events.add(answerEvent(step, i + 1, answers.get(i)));
    }
    report();
  }

  @Override
  public void note(String text) {
    events.add(EventDraft.message(text).once());
    report();
  }

  @Override
  public void message(String text) {
    events.add(EventDraft.warning(text).once());
    report();
  }

  /**
   * Writes what is gathered; the answer holds until the next report. While the database is away it
   * stays gathered, and nobody can want anything else.
   */
  RunDirective report() {
    Instant begun = clock.instant();
    if (!database.isAway()) {
      try {
        transaction.executeWithoutResult(_ -> reportWithin());
      } catch (RuntimeException e) {
        if (!DatabaseAway.isReasonOf(e)) {
          throw e;
        }
      }
    }
    long rest = Duration.between(begun, clock.instant()).multipliedBy(WAITED_ONE_IN).toMillis();
    due =
        begun.plusMillis(
            Math.clamp(rest, BETWEEN_REPORTS.toMillis(), LONGEST_BETWEEN_REPORTS.toMillis()));
    return wish;
  }

  /**
   * The same in the caller's transaction; what is gathered is forgotten once that is committed. It
   * may be written again: points replace those of their step, and events have keys.
   */
  RunDirective reportWithin() {
    ProgressReport report = new ProgressReport(progress, points, events);
    wish = claims.report(claim, report);
    AfterCommit.run(() -> {
      points.subList(0, report.metrics().size()).clear();
      events.subList(0, report.events().size()).clear();
    });
    return wish;
  }

  /** Waits until nothing of the training is in doubt but its result. */
  void settle() {
    checkpoints.settle(true);
  }

  /** Whether the training ends with the step that is done, to go on some other time. */
  boolean isStopping() {
    return wish == RunDirective.PAUSE || signals.isShuttingDown();
  }

  /** Measurements with the loss of the last step. */
  Map<String, Double> withLoss(Map<String, Double> metrics) {
    Map<String, Double> all = new LinkedHashMap<>();
    progress.map(Progress::loss).filter(Double::isFinite).ifPresent(l -> all.put("train_loss", l));
    all.putAll(metrics);
    return all;
  }

  private void point(String name, int step, double value) {
    points.add(new MetricPoint(name, step, value, clock.instant()));
  }

  private static EventDraft stepEvent(Progress now) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("step", now.step());
    data.put("total_steps", now.totalSteps());
    data.put("train_loss", now.loss());
    return EventDraft.metrics(
        "loss",
        now.step(),
        "Step %d/%d: training loss=%s".formatted(now.step(), now.totalSteps(), show(now.loss())),
        data);
  }

  private EventDraft evaluationEvent(int step, Map<String, Double> metrics) {
    int totalSteps = progress.map(Progress::totalSteps).orElse(step);
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("step", step);
    data.put("total_steps", totalSteps);
    data.putAll(metrics);
    String values =
        metrics.entrySet().stream()
            .map(entry -> entry.getKey().replace('_', ' ') + "=" + show(entry.getValue()))
            .collect(Collectors.joining(", "));
    // Of which rows they are is what their names begin with.
    String series = metrics.keySet().stream().findFirst().orElse("").replaceFirst("_.*", "");
    return EventDraft.metrics(
        series, step, "Step %d/%d: %s".formatted(step, totalSteps, values), data);
  }

  /** Of each step an answer is told once. */
  private EventDraft answerEvent(int step, int number, SampledAnswer answer) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("step", step);
    data.put("sample", number);
    data.put("row", answer.row());
    data.put("prompt", Excerpt.of(answer.prompt(), MOST_SHOWN));
    data.put("expected", Excerpt.of(answer.expected(), MOST_SHOWN));
    data.put("generated", Excerpt.of(answer.generated(), MOST_SHOWN));
    int totalSteps = progress.map(Progress::totalSteps).orElse(step);
    return EventDraft.answer(
        "answer %d@%d".formatted(number, step),
        "Step %d/%d: sample %d: generated %s, expected %s"
            .formatted(
                step, totalSteps, number, quoted(answer.generated()), quoted(answer.expected())),
        data);
  }

  private static String quoted(String text) {
    return '"' + Excerpt.of(text.strip().replaceAll("\\s+", " "), MOST_QUOTED) + '"';
  }

  private static String show(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
