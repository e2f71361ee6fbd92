package graft.dispatch;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.Checkpoints;
import graft.catalog.storage.Blobs;
import graft.database.DatabaseAway;
import graft.database.Insistence;
import graft.database.Presence;
import graft.job.Claim;
import graft.job.Claims;
import graft.job.Job;
import graft.recipe.AdapterFacts;
import graft.recipe.CheckpointSource;
import graft.recipe.CheckpointStore;
import graft.spec.AdapterId;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.job.CheckpointSpec;
import graft.spec.job.RunDirective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The checkpoints of a claimed job. One is written below {@code runs}; its lasting name and its row
 * come in one transaction with what the training has reported so far, for as long as the claim
 * holds: a holder that was taken for dead keeps nothing. Confined to the training thread.
 */
public final class JobCheckpoints implements CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(JobCheckpoints.class);

  /** What the jobs of a node have in common. */
  public record Keeping(
      Adapters adapters,
      Checkpoints checkpoints,
      Claims claims,
      IdSource ids,
      TransactionTemplate transaction,
      Presence database,
      Blobs blobs,
      Clock clock) {}

  private final Keeping keeping;
  private final Claim claim;
  private final Reporter reporter;
  private final CheckpointSpec spec;
  private final Insistence insistence;
  private Instant last;

  /** Whether one that was due waits for the database; a later one serves as well. */
  private boolean isOverdue;

  private Optional<Kept> unsettled = Optional.empty();

  JobCheckpoints(Keeping keeping, Claim claim, Reporter reporter, Insistence insistence) {
    this.keeping = keeping;
    this.insistence = insistence;
    this.claim = claim;
    this.reporter = reporter;
    this.spec = claim.job().spec().checkpoint();
    this.last = keeping.clock().instant();
  }

  @Override
  public List<CheckpointSource> kept() {
    Job job = claim.job();
    List<AdapterEntry> entries =
        insistence.write(() -> keeping.checkpoints().ofJob(job.owner(), job.id()));
    return Tries.until(
        reporter,
        "The job's checkpoints cannot be read yet",
        () -> entries.stream().map(this::source).toList());
  }

  private CheckpointSource source(AdapterEntry entry) {
    return new CheckpointSource(
        entry.id().value(), entry.step().orElseThrow(), keeping.blobs().onDisk(entry.directory()));
  }

  @Override
  public boolean isDue(int step) {
    return (isOverdue && !keeping.database().isAway()) || isInTurn(step);
  }

  private boolean isInTurn(int step) {
    return spec.everySteps().filter(every -> step % every == 0).isPresent()
        || (spec.everyMinutes() > 0
            && isOver(last, Duration.ofMinutes(spec.everyMinutes()), keeping.clock().instant()));
  }

  /** Also where the clock was set back: nobody waits for an hour that comes again. */
  private static boolean isOver(Instant begin, Duration time, Instant now) {
    return !now.isBefore(begin.plus(time)) || now.isBefore(begin);
  }

  /**
   * What cannot be kept is told, and the training goes on: there is another try to come. Only one
   * that stops waits for the database.
   */
  @Override
  public void keep(int step, Map<String, Double> metrics, Function<Path, AdapterFacts> files) {
    boolean isLast = reporter.isStopping();
    isOverdue = !isLast && keeping.database().isAway();
    if (isOverdue) {
      return;
    }
    Path directory = Workspace.beside(reporter.output(), "checkpoint");
    try {
      settle(isLast);
      keep(step, metrics, files, directory);
      settle(isLast);
    } catch (DataAccessException | TransactionException e) {
      if (!DatabaseAway.isReasonOf(e)) {
        throw e;
      }
      isOverdue = true;
    } catch (IOException | UncheckedIOException | GraftException e) {
      unsettled = Optional.empty();
      LOG.warn("The checkpoint of job {} at step {} was not kept", claim.job().id(), step, e);
      reporter.message(
          "The checkpoint at step %d could not be written; the training goes on".formatted(step));
    } finally {
      if (unsettled.isEmpty()) {
        Workspace.deleteOrLeave(directory);
      }
      last = keeping.clock().instant();
    }
  }

  private void keep(
      int step, Map<String, Double> metrics, Function<Path, AdapterFacts> files, Path directory)
      throws IOException {
    AdapterId id = new AdapterId(AdapterId.CHECKPOINT + keeping.ids().next());
    Files.createDirectory(directory);
    AdapterFacts facts = files.apply(directory);
    keeping.adapters().stage(claim.job().owner(), id, directory);
    unsettled = Optional.of(new Kept(id, step, metrics, facts, directory));
  }

  /**
   * Publishes what is written. Where the database went away meanwhile nobody knows whether it is;
   * so it is published again before anything else is.
   *
   * @param isLast whether to wait for the database
   */
  void settle(boolean isLast) {
    unsettled.ifPresent(kept -> {
      boolean _ = isLast ? insistence.write(() -> publish(kept)) : publish(kept);
    });
    unsettled = Optional.empty();
  }

  /** What is to be kept, with the name that it has however often that is tried. */
  private record Kept(
      AdapterId id, int step, Map<String, Double> metrics, AdapterFacts facts, Path directory) {}

  private boolean publish(Kept kept) {
    return keeping
        .transaction()
        .execute(_ -> {
          // The report locks the job's row until the end: from here on nobody can take it away.
          RunDirective wish = reporter.reportWithin();
          if (wish == RunDirective.LOST || wish == RunDirective.CANCEL) {
            return false;
          }
          Job job = claim.job();
          Checkpoints checkpoints = keeping.checkpoints();
          if (checkpoints.ofJob(job.owner(), job.id()).stream()
              .anyMatch(entry -> entry.id().equals(kept.id()))) {
            return true; // The last try was committed, and its answer was lost.
          }
          AdapterEntry entry =
              checkpoints.keep(
                  job.owner(),
                  ResultPublisher.adapter(
                          job, kept.id(), kept.facts(), reporter.withLoss(kept.metrics()))
                      .asCheckpoint(kept.step()),
                  kept.directory(),
                  spec.keepLast());
          keeping.claims().checkpointed(claim, kept.step(), entry.name());
          return true;
        });
  }

  /** Not while the store is away: what cannot be read then may be whole. */
  @Override
  public void discard(CheckpointSource damaged, String reason) {
    keeping.blobs().requireThere();
    insistence.write(() -> {
      keeping.checkpoints().discard(claim.job().owner(), new AdapterId(damaged.id()));
      return damaged;
    });
    reporter.message(
        "Checkpoint %s of step %d cannot be gone on from: %s"
            .formatted(damaged.id(), damaged.step(), reason));
  }
}
