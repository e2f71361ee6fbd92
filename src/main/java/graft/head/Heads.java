package graft.head;

import graft.model.BaseModel;
import graft.model.CheckpointHead;
import graft.model.ModelInfo;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.HeadSpec;
import graft.spec.job.HeadSpec.Pooling;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Parameters;
import java.util.Locale;
import java.util.Optional;

/** Picks the head of a task. */
public final class Heads {
  private static final int ENDS = 2;

  private Heads() {}

  /**
   * Creates a head with new tensors.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} for a task that has no head yet, labels
   *     that make none, or a pooler or a head that the model lacks
   */
  public static Head create(TaskSpec task, BaseModel model, Parameters parameters) {
    ModelInfo facts = model.info();
    Optional<HeadSpec> spec = task.head();
    requireCheckpoint(task, model);
    return switch (task.type()) {
      case SEQUENCE_CLASSIFICATION ->
          new SequenceClassification(sequence(spec, classes(task, 2), model), parameters);
      case MULTI_LABEL_CLASSIFICATION ->
          new MultiLabelClassification(sequence(spec, classes(task, 1), model), parameters);
      case MULTIPLE_CHOICE ->
          new MultipleChoice(sequence(spec, 1, model), classes(task, 2), parameters);
      case REGRESSION -> new Regression(sequence(spec, 1, model), parameters);
      case TOKEN_CLASSIFICATION ->
          new TokenClassification(HeadShape.ofTokens(spec, classes(task, 1), facts), parameters);
      case QUESTION_ANSWERING ->
          new QuestionAnswering(HeadShape.ofTokens(spec, ENDS, facts), parameters);
      case MASKED_LM -> maskedLm(task, model, parameters);
      case CAUSAL_LM, SEQ2SEQ_LM ->
          throw refused(
              "/task/type",
              "unsupported_task",
              "no model of this version does " + task.type().name().toLowerCase(Locale.ROOT));
    };
  }

  private static void requireCheckpoint(TaskSpec task, BaseModel model) {
    // The checkpoint's head is read from its file: asked for only where it is wanted.
    if (task.usesCheckpointHead()
        && (task.type() != TaskType.MASKED_LM || model.languageModelHead().isEmpty())) {
      throw refused(
          "/task/head/checkpoint",
          "no_checkpoint_head",
          "must be false: the base model came without a head for "
              + task.type().name().toLowerCase(Locale.ROOT));
    }
  }

  /** The base model's own head stays as it is. */
  private static Head maskedLm(TaskSpec task, BaseModel model, Parameters parameters) {
    Optional<HeadSpec> spec =
        task.usesCheckpointHead() ? model.languageModelHead().map(Heads::shaped) : task.head();
    HeadShape shape = HeadShape.ofVocabulary(spec, vocabulary(model), model.info());
    boolean undoes = task.head().map(HeadSpec::undoesInvertible).orElse(true);
    Head head = new MaskedLm(shape, undoes, model, parameters);
    if (task.usesCheckpointHead()) {
      parameters.freeze();
    }
    return head;
  }

  private static HeadSpec shaped(CheckpointHead head) {
    return new HeadSpec(Optional.empty(), Optional.of(head.activation()), Optional.empty());
  }

  private static int vocabulary(BaseModel model) {
    return Math.toIntExact(model.tokenEmbedding().getShape().get(0));
  }

  private static HeadShape sequence(Optional<HeadSpec> spec, int outputs, BaseModel model) {
    HeadShape shape = HeadShape.ofSequence(spec, outputs, model.info());
    if (shape.pooling() == Pooling.POOLER && !model.hasPooler()) {
      throw refused(
          "/task/head/pooling",
          "unsupported_pooling",
          "the model has no pooler; pooling must be first, mean or last");
    }
    return shape;
  }

  private static int classes(TaskSpec task, int least) {
    if (task.labels().size() < least) {
      throw refused(
          "/task/labels",
          "too_few_labels",
          "the task needs at least %d labels, found %s".formatted(least, task.labels()));
    }
    return task.labels().size();
  }

  private static GraftException refused(String pointer, String code, String message) {
    return new GraftException(ErrorCode.INVALID_SPEC, new Fault(pointer, code, message));
  }
}
