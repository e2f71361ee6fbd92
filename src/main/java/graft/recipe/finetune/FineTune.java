package graft.recipe.finetune;

import graft.data.Batch;
import graft.data.Dataset;
import graft.format.model.ModelDirectory;
import graft.model.BaseModel;
import graft.recipe.FineTuneSpec;
import graft.recipe.Outcome;
import graft.recipe.Run;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.Preparation;
import graft.recipe.adapted.SequenceLimits;
import graft.recipe.batch.RowsOfJob;
import graft.recipe.evaluate.Examiner;
import graft.spec.job.HeldOut;
import graft.spec.job.JobSpec;
import graft.spec.job.RunDirective;
import graft.train.TrainingLoop;
import graft.train.TrainingPlan;
import graft.train.TrainingResult;
import java.util.Optional;
import java.util.function.BiFunction;

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
      TextStart.set(adapted, preparation);
      startFrom(adapted);
      Interruption.check(run);
      JobData data =
          JobData.read(spec, preparation, SequenceLimits.bounds(job.training(), adapted));
      Interruption.check(run);
      data.remarks(maxLength).forEach(run::message);
      data.remarkOfColumns().ifPresent(run::note);
      return train(
          data,
          RowsOfJob.of(job, adapted, preparation),
          new Asking(spec, preparation, run),
          new Completion(spec, run, adapted, maxLength));
    } catch (Interruption before) {
      return new Outcome.Stopped(before.wish(), 0);
    }
  }

  private Outcome train(JobData data, RowsOfJob rows, Asking asking, Completion completion) {
    JobSpec job = spec.job();
    AdaptedModel adapted = completion.adapted();
    BiFunction<Dataset, HeldOut, Examiner> examiner =
        (held, which) ->
            new Examiner(
                adapted,
                job.task(),
                rows.of(held),
                asking.of(held, which),
                run.device(),
                () -> Interruption.check(run));
    Optional<Examination> validation =
        data.validation()
            .map(held ->
                new Examination(
                    HeldOut.VALIDATION,
                    asking.file(HeldOut.VALIDATION),
                    examiner.apply(held, HeldOut.VALIDATION)));
    Optional<Examination> test =
        data.test()
            .map(held ->
                new Examination(
                    HeldOut.TEST, asking.file(HeldOut.TEST), examiner.apply(held, HeldOut.TEST)));
    Training training = Training.of(adapted, job.training(), run.device());
    MemoryWatch memory = new MemoryWatch(adapted, run.device());
    try (Replicas replicas = Replicas.of(adapted, spec, training.parts().lanes());
        TrainingLoop<Batch> loop =
            new TrainingLoop<>(
                new TrainingPlan(job.training(), job.evaluation(), job.seed()),
                new WatchedTraining(replicas.beside(training), memory),
                rows.trained(data.training()),
                validation.map(Examination::examiner),
                System::nanoTime)) {
      Checkpointing checkpointing =
          new Checkpointing(run, Checkpointing.identity(spec), completion::write);
      checkpointing.resume(loop);
      run.started(loop.progress());
      try {
        return switch (loop.run(new Follower(run, loop, checkpointing, validation))) {
          case TrainingResult.Finished finished -> {
            data.laterRemarks(completion.maxLength()).forEach(run::message);
            memory.memory().ifPresent(run::worked);
            yield completion.finish(finished, validation, test);
          }
          case TrainingResult.Stopped stopped -> stop(stopped.wish(), loop, checkpointing);
        };
      } catch (Interruption between) {
        return stop(between.wish(), loop, checkpointing);
      }
    }
  }

  /**
   * Keeps the state where somebody will go on from it. In the midst of an evaluation it is that of
   * the step before, and the evaluation is the first thing to come; once the weights to keep are
   * chosen they are all that is needed of the last step's.
   */
  private static Outcome stop(
      RunDirective wish, TrainingLoop<Batch> loop, Checkpointing checkpointing) {
    if (wish == RunDirective.PAUSE) {
      checkpointing.keep(loop);
    }
    return new Outcome.Stopped(wish, loop.step());
  }

  private void startFrom(AdaptedModel adapted) {
    spec.start().ifPresent(source -> AdapterFiles.read(source.directory(), adapted));
  }
}
