package graft.head;

import graft.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.TaskSpec;
import graft.tensor.Parameters;

/** Picks the head of a task. */
public final class Heads {
  private Heads() {}

  /**
   * Creates a head with new tensors.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} for a task that has no head yet, or
   *     labels that make none
   */
  public static Head create(TaskSpec task, ModelFacts model, Parameters parameters) {
    return switch (task.type()) {
      case SEQUENCE_CLASSIFICATION ->
          new SequenceClassification(HeadShape.of(task.head(), classes(task), model), parameters);
      case MULTI_LABEL_CLASSIFICATION,
          REGRESSION,
          TOKEN_CLASSIFICATION,
          QUESTION_ANSWERING,
          CAUSAL_LM,
          MASKED_LM,
          SEQ2SEQ_LM ->
          throw new GraftException(
              ErrorCode.INVALID_SPEC,
              new Fault(
                  "/task/type",
                  "unsupported_task",
                  "this version trains sequence_classification, not "
                      + task.type().name().toLowerCase(java.util.Locale.ROOT)));
    };
  }

  private static int classes(TaskSpec task) {
    if (task.labels().size() < 2) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/task/labels",
              "too_few_labels",
              "a classification needs at least 2 labels, found " + task.labels()));
    }
    return task.labels().size();
  }
}
