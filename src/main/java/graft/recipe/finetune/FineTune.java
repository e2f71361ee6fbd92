package graft.recipe.finetune;

import graft.data.Batch;
import graft.data.Dataset;
import graft.format.model.ModelDirectory;
import graft.model.BaseModel;
import graft.recipe.AdapterFacts;
import graft.recipe.FineTuneSpec;
import graft.recipe.HeldOutReport;
import graft.recipe.Outcome;
import graft.recipe.Run;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.AdapterManifest;
import graft.recipe.adapted.Preparation;
import graft.recipe.adapted.SequenceLimits;
import graft.recipe.batch.RowsOfJob;
import graft.recipe.evaluate.Examiner;
import graft.recipe.evaluate.Findings;
import graft.recipe.saved.JobSignature;
import graft.recipe.saved.PublishedIdentity;
import graft.recipe.saved.TemplateFile;
import graft.spec.Progress;
import graft.spec.job.HeldOut;
import graft.spec.job.JobSpec;
import graft.spec.job.RunDirective;
import graft.spec.job.UsualHeads;
import graft.spec.job.Work;
import graft.train.TrainingCallback;
import graft.train.TrainingLoop;
import graft.train.TrainingPlan;
import graft.train.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Trains an adapter, from a job to files. */
public final class FineTune {
  private final FineTuneSpec spec;
  private final Run run;

  public FineTune(FineTuneSpec spec, Run run) {
    this.spec = spec;
    this.run = run;
  }

  public Outcome on(BaseModel model) {
    JobSpec job = spec.job();
    try (Preparation preparation =
            Preparation.open(ModelDirectory.open(spec.model().directory()), model.info());
        AdaptedModel adapted = AdaptedModel.create(model, job, spec.adapters())) {
      int maxLength = SequenceLimits.of(job.training(), adapted);
      startFrom(adapted);
      JobData data =
          JobData.read(spec, preparation, SequenceLimits.bounds(job.training(), adapted));
      data.remarks(maxLength).forEach(run::message);
      data.remarkOfColumns().ifPresent(run::note);
      RowsOfJob rows = RowsOfJob.of(job, adapted, preparation);
      Function<Dataset, Examiner> examiner =
          held -> new Examiner(adapted, job.task(), rows.of(held), run.device());
      Optional<Examination> validation =
          data.validation()
              .map(examiner)
              .map(some ->
                  new Examination(
                      HeldOut.VALIDATION, spec.validation().orElse(spec.training()), some));
      TrainingPlan plan = new TrainingPlan(job.training(), job.evaluation(), job.seed());
      MemoryWatch watched = new MemoryWatch(Training.of(adapted, job.training()), run.device());
      try (TrainingLoop<Batch> loop =
          new TrainingLoop<>(
              plan,
              watched,
              rows.trained(data.training()),
              validation.map(Examination::examiner),
              System::nanoTime)) {
        Checkpointing checkpointing = checkpointing(adapted, maxLength);
        checkpointing.resume(loop);
        run.started(loop.progress());
        return switch (loop.run(new Follower(loop, checkpointing))) {
          case TrainingResult.Finished finished -> {
            run.worked(watched.memory());
            Optional<Examination> test =
                data.test()
                    .map(examiner)
                    .map(some -> new Examination(HeldOut.TEST, spec.test().orElseThrow(), some));
            yield finish(finished, adapted, new HeldOutRows(validation, test), maxLength);
          }
          case TrainingResult.Stopped stopped -> {
            if (stopped.wish() == RunDirective.PAUSE) {
              checkpointing.keep(loop);
            }
            yield new Outcome.Stopped(stopped.wish(), stopped.step());
          }
        };
      }
    }
  }

  private void startFrom(AdaptedModel adapted) {
    spec.start().ifPresent(source -> AdapterFiles.read(source.directory(), adapted));
  }

  private Checkpointing checkpointing(AdaptedModel adapted, int maxLength) {
    return new Checkpointing(
        run,
        Checkpointing.identity(spec),
        (directory, metrics) -> write(directory, adapted, metrics, maxLength));
  }

  /** Tells the run how the training goes on. */
  private final class Follower implements TrainingCallback {
    private final TrainingLoop<Batch> loop;
    private final Checkpointing checkpointing;

    Follower(TrainingLoop<Batch> loop, Checkpointing checkpointing) {
      this.loop = loop;
      this.checkpointing = checkpointing;
    }

    @Override
    public void worked(Work work) {
      run.worked(work);
    }

    @Override
    public RunDirective afterStep(Progress progress) {
      RunDirective wish = run.afterStep(progress);
      if (wish == RunDirective.GO_ON) {
        checkpointing.afterStep(loop);
      }
      return wish;
    }

    @Override
    public void evaluated(int step, Map<String, Double> metrics) {
      run.evaluated(step, prefixed("valid_", metrics));
    }

    @Override
    public void remarked(String text) {
      run.note(text);
    }

    @Override
    public void warned(String text) {
      run.message(text);
    }
  }

  private Outcome finish(
      TrainingResult.Finished finished, AdaptedModel adapted, HeldOutRows held, int maxLength) {
    Map<String, Double> metrics = new LinkedHashMap<>(prefixed("valid_", finished.metrics()));
    List<HeldOutReport> reports = new ArrayList<>();
    held.validation().ifPresent(rows -> reports.add(rows.report(ofKept(finished, rows), run)));
    held.test()
        .ifPresent(rows -> {
          Findings found = rows.take(run);
          Map<String, Double> test = prefixed("test_", found.metrics());
          run.evaluated(finished.step(), test);
          metrics.putAll(test);
          reports.add(rows.report(found, run));
        });
    return new Outcome.Finished(
        write(run.output(), adapted, metrics, maxLength),
        withBest(metrics, finished),
        finished.tokens(),
        reports);
  }

  /** The weights as they are, as an adapter. */
  private AdapterFacts write(
      Path directory, AdaptedModel adapted, Map<String, Double> metrics, int maxLength) {
    AdapterManifest manifest =
        new AdapterManifest(
            spec.job().adapter(),
            spec.job().setup(),
            adapted.adapter().setup().paths(),
            Optional.of(spec.job().task()),
            maxLength,
            Provenance.of(spec, metrics));
    TemplateFile.write(directory, manifest.task(), spec.model().directory());
    return AdapterFiles.write(directory, adapted, manifest, signature(adapted));
  }

  /** What the training has seen of the weights that are kept, or else sees now. */
  private Findings ofKept(TrainingResult.Finished finished, Examination on) {
    boolean isLatest = finished.kept().equals(finished.latest());
    return on.examiner().latest().filter(_ -> isLatest).orElseGet(() -> on.take(run));
  }

  private record HeldOutRows(Optional<Examination> validation, Optional<Examination> test) {}

  /** Which step's weights were kept, beside what was measured of them. */
  private Map<String, Double> withBest(
      Map<String, Double> metrics, TrainingResult.Finished finished) {
    Map<String, Double> all = new LinkedHashMap<>(metrics);
    finished
        .kept()
        .ifPresent(kept -> {
          all.put("best_step", (double) kept.step());
          String metric =
              spec.job().evaluation().metric().orElse(spec.job().task().metrics().getFirst());
          Double value = kept.metrics().get(metric);
          if (value != null) {
            all.put("best_metric", value);
          }
        });
    return all;
  }

  /** A head goes on in the form of a native class for as long as it computes what that does. */
  private PublishedIdentity signature(AdaptedModel adapted) {
    UsualHeads usual = adapted.model().usualHeads();
    PublishedIdentity signature = JobSignature.of(spec);
    boolean hasHeadOfStart =
        spec.start()
            .flatMap(start -> AdapterFiles.manifest(start.directory()).task())
            .filter(before -> before.type() == spec.job().task().type())
            .filter(before ->
                before.withHead(usual).head().equals(spec.job().task().withHead(usual).head()))
            .isPresent();
    return hasHeadOfStart ? signature : signature.withFlexibleHead();
  }

  static Map<String, Double> prefixed(String prefix, Map<String, Double> metrics) {
    Map<String, Double> named = new LinkedHashMap<>();
    new TreeMap<>(metrics).forEach((name, value) -> named.put(prefix + name, value));
    return named;
  }
}
