package graft.dispatch;

import graft.database.DatabaseAway;
import graft.database.Insistence;
import graft.dispatch.slot.LogFields;
import graft.inference.ArtifactLocator;
import graft.job.Claim;
import graft.job.Claims;
import graft.job.Placement;
import graft.job.Ticket;
import graft.recipe.FineTuneSpec;
import graft.recipe.Outcome;
import graft.recipe.Recipes;
import graft.spec.AdapterId;
import graft.spec.DeviceId;
import graft.spec.GraftException;
import graft.spec.JobId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one job at a time on the calling thread, from its claim to its end. */
public final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  private static final String SHUTDOWN = "The worker is shutting down";

  private final DispatchSettings settings;
  private final Workspace workspace;
  private final Claims claims;
  private final JobCheckpoints.Keeping keeping;
  private final ArtifactLocator sources;
  private final Recipes recipes;
  private final ResultPublisher publication;
  private final Signals signals;
  private final WorkWatch watch;
  private final Insistence insistence;

  /** What this node holds, until it is written that it does not. */
  private final Map<JobId, Claim> held = new ConcurrentHashMap<>();

  public JobRunner(
      DispatchSettings settings,
      JobCheckpoints.Keeping keeping,
      ArtifactLocator sources,
      Recipes recipes,
      ResultPublisher publication,
      Signals signals,
      WorkWatch watch) {
    this.settings = settings;
    this.workspace = new Workspace(settings.runs());
    this.claims = keeping.claims();
    this.keeping = keeping;
    this.sources = sources;
    this.recipes = recipes;
    this.publication = publication;
    this.signals = signals;
    this.watch = watch;
    this.insistence = new Insistence(keeping.database(), signals::isCutOff);
  }

  /** What becomes of the ticket. */
  enum Ending {
    /** It is used up. */
    DONE,
    /** The job waits in the queue again, with the same ticket. */
    AGAIN
  }

  /** Runs the job of a ticket, unless the ticket is void. */
  Ending run(Ticket ticket, DeviceId device) {
    return claims
        .begin(ticket, new Placement(settings.worker(), device))
        .map(claim -> {
          try (LogFields _ = LogFields.of(claim, settings.worker(), device)) {
            return run(claim, device);
          }
        })
        .orElse(Ending.DONE);
  }

  /** Says that whoever had this ticket is lost; if it is not, it has nowhere to write any more. */
  void lose(Ticket ticket) {
    if (claims.markLost(ticket, DispatchSettings.MOST_FRUITLESS)) {
      workspace.forget(ticket.job());
    }
  }

  /** Lets every run end after the step in progress, and its job go back into the queue. */
  void shutDown() {
    signals.shutDown();
  }

  /**
   * Takes the jobs from runs that have not ended after all, so that they go on elsewhere and the
   * attempts do not count. What is computed in native code cannot be stopped, only left.
   *
   * @param waited how long they were waited for
   */
  void cutOff(Duration waited) {
    signals.cutOff();
    for (Claim claim : held.values()) {
      LOG.warn(
          "Job {} did not end its step within graft.worker.drain, {} s: it goes back into the queue"
              + " as of its last checkpoint, and repeats what came after that",
          claim.job().id(),
          waited.toSeconds());
      try {
        claims.requeue(claim, SHUTDOWN);
      } catch (RuntimeException e) {
        LOG.warn("Job {} goes on once this node is taken for lost", claim.job().id(), e);
      }
    }
  }

  private Ending run(Claim claim, DeviceId device) {
    Path output = workspace.place(claim);
    signals.begin(claim.job().id());
    held.put(claim.job().id(), claim);
    Reporter reporter = new Reporter(claim, device, output, keeping, signals, watch);
    try {
      FineTuneSpec job =
          Tries.until(reporter, "The job's files cannot be read yet", () -> prepare(claim));
      Outcome outcome = recipes.fineTune(job, reporter);
      return switch (outcome) {
        case Outcome.Finished finished -> publish(claim, reporter, finished);
        case Outcome.Stopped stopped -> stop(claim, reporter, stopped);
      };
    } catch (Tries.Unwanted unwanted) {
      return stop(claim, reporter, new Outcome.Stopped(unwanted.wish(), 0));
    } catch (Throwable cause) {
      // The one place where everything is caught: whatever happens to a job, its row says so.
      return fail(claim, cause);
    } finally {
      signals.end(claim.job().id());
      held.remove(claim.job().id());
      workspace.close(output);
    }
  }

  /** Makes room for what the run writes, and sees to it that all it reads is here. */
  private FineTuneSpec prepare(Claim claim) {
    workspace.open(claim);
    return insistence.write(() -> sources.of(claim.job().owner(), claim.job().spec()));
  }

  /**
   * Makes the result visible. Where there is no room for it, or the store does not answer, it stays
   * where it is and is tried again.
   */
  private Ending publish(Claim claim, Reporter reporter, Outcome.Finished finished) {
    AdapterId id = publication.nextId();
    reporter.settle();
    boolean _ =
        Tries.until(
            reporter,
            "The result cannot be stored yet",
            () -> {
              publication.stage(claim, id, reporter);
              return insistence.write(() -> publication.publish(claim, id, reporter, finished));
            });
    return Ending.DONE;
  }

  /** What is gathered is written even if the job stops; unless somebody else has it. */
  private Ending stop(Claim claim, Reporter reporter, Outcome.Stopped stopped) {
    return switch (stopped.wish()) {
      case PAUSE -> {
        reporter.report();
        if (signals.isShuttingDown()) {
          yield requeue(claim, SHUTDOWN);
        }
        insistence.write(() -> claims.pause(claim));
        yield Ending.DONE;
      }
      case CANCEL, LOST -> Ending.DONE;
      case GO_ON ->
          throw new IllegalStateException("a training stopped that nobody wanted to stop");
    };
  }

  private Ending fail(Claim claim, Throwable cause) {
    if (RunFailures.isUnexpected(cause) && signals.isShuttingDown()) {
      LOG.warn("Job {} was interrupted by the shutdown", claim.job().id(), cause);
      return requeue(claim, SHUTDOWN);
    }
    if (DatabaseAway.isReasonOf(cause)) {
      LOG.warn("Job {} was interrupted: the database is away", claim.job().id(), cause);
      return requeue(claim, "The database was away");
    }
    if (Tries.isStoreAway(cause) || (RunFailures.isUnexpected(cause) && isStoreAway())) {
      LOG.warn("Job {} was interrupted: its files are away", claim.job().id(), cause);
      return requeue(claim, "The store of files was away");
    }
    if (RunFailures.isUnexpected(cause)) {
      LOG.error("Job {} failed", claim.job().id(), cause);
    }
    insistence.write(() -> claims.fail(claim, RunFailures.of(cause)));
    return Ending.DONE;
  }

  private boolean isStoreAway() {
    try {
      keeping.blobs().requireThere();
      return false;
    } catch (GraftException away) {
      return true;
    }
  }

  /** Where the claim does not hold any more the ticket is void, or was given back already. */
  private Ending requeue(Claim claim, String why) {
    boolean _ = insistence.write(() -> claims.requeue(claim, why));
    return Ending.AGAIN;
  }
}
