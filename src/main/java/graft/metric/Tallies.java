package graft.metric;

import graft.spec.job.TaskSpec;

/** Picks how a task is measured. */
public final class Tallies {
  private Tallies() {}

  /** A tally that nothing was added to. */
  public static Metric of(TaskSpec task) {
    return switch (task.type().target()) {
      case CLASS -> new ClassTally();
      case CLASSES -> new LabelSetTally();
      case SCORE -> new ScoreTally();
      case TAGS ->
          task.tagScheme()
              .<Metric>map(scheme -> new EntityTally(task.labels(), scheme))
              .orElseGet(ClassTally::new);
      case SPAN -> new SpanTally();
      case TOKENS -> new TokenTally();
    };
  }
}
