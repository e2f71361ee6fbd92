package graft.metric;

import graft.spec.job.TaskSpec;

/** Picks how a task is measured. */
public final class Tallies {
  private Tallies() {}

  /** A tally that nothing was added to. */
  public static Metric of(TaskSpec task) {
    return switch (task.type()) {
      case SEQUENCE_CLASSIFICATION, MULTIPLE_CHOICE, IMAGE_CLASSIFICATION -> new ClassTally();
      case MULTI_LABEL_CLASSIFICATION -> new LabelSetTally();
      case REGRESSION -> new ScoreTally();
      case TOKEN_CLASSIFICATION ->
          task.tagScheme()
              .<Metric>map(scheme -> new EntityTally(task.labels(), scheme))
              .orElseGet(ClassTally::new);
      case QUESTION_ANSWERING -> new SpanTally();
      case MASKED_LM, CAUSAL_LM, SEQ2SEQ_LM -> new TokenTally();
    };
  }
}
