package graft.dispatch;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.NewAdapter;
import graft.catalog.file.DataFile;
import graft.catalog.file.DataFiles;
import graft.catalog.file.FilePurpose;
import graft.catalog.file.Upload;
import graft.job.Claim;
import graft.job.Claims;
import graft.job.History;
import graft.job.Job;
import graft.job.JobResult;
import graft.job.metric.MetricsTable;
import graft.recipe.AdapterFacts;
import graft.recipe.Outcome;
import graft.spec.AdapterId;
import graft.spec.IdSource;
import graft.spec.job.RunDirective;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes what a run has written visible, and ends its job, in one transaction. */
@Component
public class ResultPublisher {
  private final Adapters adapters;
  private final DataFiles files;
  private final HeldOutEvaluations evaluations;
  private final Claims claims;
  private final History history;
  private final IdSource ids;
  private final TransactionTemplate transaction;

  public ResultPublisher(
      Adapters adapters,
      DataFiles files,
      HeldOutEvaluations evaluations,
      Claims claims,
      History history,
      IdSource ids,
      TransactionTemplate transaction) {
    this.adapters = adapters;
    this.files = files;
    this.evaluations = evaluations;
    this.claims = claims;
    this.history = history;
    this.ids = ids;
    this.transaction = transaction;
  }

  /** For the adapter of one run, however often it is published. */
  AdapterId nextId() {
    return new AdapterId(AdapterId.PREFIX + ids.next());
  }

  /** Keeps the adapter's files where every node finds them, before it is published. */
  void stage(Claim claim, AdapterId id, Reporter reporter) {
    adapters.stage(claim.job().owner(), id, reporter.output());
  }

  /**
   * May be repeated where nobody knows whether it was committed.
   *
   * @return whether it is published; not if the claim does not hold any more, as after a
   *     publication that was
   */
  boolean publish(Claim claim, AdapterId id, Reporter reporter, Outcome.Finished finished) {
    return transaction.execute(status -> {
      // The report locks the job's row until the end: from here on nobody can take it away.
      RunDirective wish = reporter.reportWithin();
      if (wish == RunDirective.LOST || wish == RunDirective.CANCEL) {
        status.setRollbackOnly();
        return false;
      }
      claims.trim(claim);
      Job job = claim.job();
      AdapterEntry adapter =
          adapters.keep(
              job.owner(),
              adapter(job, id, finished.adapter(), finished.metrics()),
              reporter.output());
      finished.reports().forEach(found -> evaluations.keep(job, adapter, found));
      DataFile results = keepMetrics(job);
      boolean isHeld =
          claims.succeed(
              claim,
              new JobResult(
                  adapter.id(),
                  adapter.name(),
                  Optional.of(adapter.sha256()),
                  finished.metrics(),
                  finished.trainedTokens(),
                  results.id()));
      if (!isHeld) {
        throw new IllegalStateException("claim of " + claim.job().id() + " ended under its lock");
      }
      return true;
    });
  }

  /** What a job has made, finished or not. */
  static NewAdapter adapter(
      Job job, AdapterId id, AdapterFacts facts, Map<String, Double> metrics) {
    return new NewAdapter(
        id,
        job.spec().model(),
        job.spec().suffix(),
        job.spec().adapter(),
        Optional.of(job.spec().task()),
        job.spec().setup(),
        facts.trainableParameters(),
        facts.headParameters(),
        facts.bytes(),
        facts.sha256(),
        metrics,
        Optional.of(job.id()),
        job.spec().startFrom());
  }

  private DataFile keepMetrics(Job job) {
    byte[] csv =
        MetricsTable.csv(history.metrics(job.owner(), job.id())).getBytes(StandardCharsets.UTF_8);
    try (Upload upload =
        files.receive("step_metrics-" + job.id() + ".csv", new ByteArrayInputStream(csv))) {
      return files.keep(job.owner(), upload, FilePurpose.FINE_TUNE_RESULTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
