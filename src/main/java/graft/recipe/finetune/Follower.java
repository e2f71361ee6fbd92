package graft.recipe.finetune;

import graft.data.Batch;
import graft.recipe.Run;
import graft.spec.Progress;
import graft.spec.job.RunDirective;
import graft.spec.job.Work;
import graft.train.TrainingCallback;
import graft.train.TrainingLoop;
import java.util.Map;

/** Tells the run how its training goes on. */
record Follower(Run run, TrainingLoop<Batch> loop, Checkpointing checkpointing)
    implements TrainingCallback {
  @Override
  public void worked(Work work) {
    run.worked(work);
  }

  @Override
  public RunDirective afterStep(Progress progress) {
    return run.afterStep(progress);
  }

  @Override
  public void evaluated(int step, Map<String, Double> metrics) {
    run.evaluated(step, Completion.prefixed("valid_", metrics));
  }

  @Override
  public void settled(int step) {
    checkpointing.settled(loop);
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
