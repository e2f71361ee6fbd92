package graft.job.store;

import graft.spec.Progress;
import jakarta.persistence.Embeddable;

/** The columns of a {@link Progress}: all null before the first report. */
@Embeddable
record ProgressColumns(
    Integer step,
    Integer totalSteps,
    Double passes,
    Double loss,
    Double learningRate,
    Double tokensPerSecond,
    Double secondsLeft) {
  Progress progress(long trainedTokens) {
    return new Progress(
        step, totalSteps, passes, loss, learningRate, tokensPerSecond, secondsLeft, trainedTokens);
  }
}
