package graft.head;

import ai.djl.ndarray.NDArray;
import graft.architecture.LmHead;
import graft.head.SequenceHead.Said;
import graft.model.BaseModel;
import graft.model.PretrainedLmHead;
import graft.spec.Activation;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.HeadSpec;
import graft.spec.job.HeadSpec.Pooling;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Parameters;
import java.util.Locale;
import java.util.Map;
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
    requireTask(task, model);
    requireCheckpoint(task, model);
    Head head = head(task, model, parameters);
    if (model.architecture().normsHeads() && task.type() != TaskType.MASKED_LM) {
      PredictionLayers.start(model, parameters);
    }
    return head;
  }

  private static Head head(TaskSpec task, BaseModel model, Parameters parameters) {
    Optional<HeadSpec> spec = task.head();
    return switch (task.type()) {
      case SEQUENCE_CLASSIFICATION ->
          SequenceHead.create(
              new Said("classification"),
              pooled(HeadShape.ofSequence(spec, classes(task, 2), model), model),
              new Loss.OneOfClasses(),
              parameters);
      case IMAGE_CLASSIFICATION ->
          SequenceHead.create(
              new Said("image_classification", Map.of("multilabel", false)),
              pooled(HeadShape.ofPictures(spec, classes(task, 2), model), model),
              new Loss.OneOfClasses(),
              parameters);
      case MULTI_LABEL_CLASSIFICATION ->
          SequenceHead.create(
              new Said("multilabel_classification"),
              pooled(HeadShape.ofSequence(spec, classes(task, 1), model), model),
              new Loss.EachClass(),
              parameters);
      case MULTIPLE_CHOICE ->
          new MultipleChoice(
              SequenceHead.create(
                  new Said("multiple_choice"),
                  pooled(HeadShape.ofSequence(spec, 1, model), model),
                  new Loss.OneOfClasses(),
                  parameters),
              classes(task, 2));
      // The reference knows it as a classification with one label.
      case REGRESSION ->
          SequenceHead.create(
              new Said("classification"),
              pooled(HeadShape.ofSequence(spec, 1, model), model),
              new Loss.SquaredError(),
              parameters);
      case TOKEN_CLASSIFICATION ->
          TokenHead.create(
              "tagging",
              HeadShape.ofTokens(spec, classes(task, 1), model),
              new Loss.OneOfClasses(),
              parameters);
      case QUESTION_ANSWERING ->
          TokenHead.create(
              "question_answering",
              HeadShape.ofTokens(spec, ENDS, model),
              new Loss.Ends(),
              parameters);
      case MASKED_LM -> languageModel(LmHead.Task.MASKED, task, model, parameters);
      case CAUSAL_LM -> languageModel(LmHead.Task.CAUSAL, task, model, parameters);
      case SEQ2SEQ_LM -> languageModel(LmHead.Task.SEQUENCE_TO_SEQUENCE, task, model, parameters);
    };
  }

  private static void requireTask(TaskSpec task, BaseModel model) {
    if (!model.architecture().tasks().contains(task.type())) {
      throw refused(
          "/task/type",
          "unsupported_task",
          "no %s model does %s; it does %s"
              .formatted(
                  model.architecture().modelType(),
                  word(task.type()),
                  model.architecture().tasks().stream().map(Heads::word).toList()));
    }
  }

  private static String word(TaskType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static void requireCheckpoint(TaskSpec task, BaseModel model) {
    if (!task.usesCheckpointHead()) {
      return;
    }
    if (!ofCheckpoint(model).equals(Optional.of(task.type()))) {
      throw refused(
          "/task/head/checkpoint",
          "no_checkpoint_head",
          "must be false: the base model came without a head for " + word(task.type()));
    }
  }

  /** What the head does that the base model came with; empty where it came without one. */
  public static Optional<TaskType> ofCheckpoint(BaseModel model) {
    return model
        .architecture()
        .lmHead()
        .filter(head -> hasCheckpoint(head, model))
        .map(head -> taskType(head.task()));
  }

  private static boolean hasCheckpoint(LmHead head, BaseModel model) {
    return head.layers() == 1
        ? projection(model).isPresent()
        : model.languageModelHead().isPresent() && tellsWords(model);
  }

  /**
   * Whether there is something that tells words from hidden states. No training makes it: heads of
   * words have it from the base model, or would go through random numbers for good.
   */
  public static boolean tellsWords(BaseModel model) {
    return projection(model).isPresent()
        || model
            .architecture()
            .lmHead()
            .filter(head ->
                model.languageModelHead().stream().anyMatch(own -> own.has(head.projectionPlace())))
            .isPresent();
  }

  private static TaskType taskType(LmHead.Task task) {
    return switch (task) {
      case MASKED -> TaskType.MASKED_LM;
      case CAUSAL -> TaskType.CAUSAL_LM;
      case SEQUENCE_TO_SEQUENCE -> TaskType.SEQ2SEQ_LM;
    };
  }

  /** The base model's own head stays as it is. */
  private static Head languageModel(
      LmHead.Task kind, TaskSpec task, BaseModel model, Parameters parameters) {
    boolean isOwn = task.usesCheckpointHead();
    Optional<HeadSpec> spec = isOwn ? Optional.of(shapeOfCheckpoint(model)) : task.head();
    HeadShape shape = HeadShape.ofVocabulary(kind, spec, vocabulary(model), model);
    requireWidth(shape, model);
    boolean undoes = task.head().map(HeadSpec::undoesInvertible).orElse(true);
    boolean isShared = model.info().tiesEmbeddings() || (isOwn && shape.layers() == 1);
    Head head =
        new LanguageModel(
            kind,
            shape,
            isShared ? projection(model) : Optional.empty(),
            isOwn && shape.layers() == 1 ? model.vocabularyBias() : Optional.empty(),
            isOwn && model.architecture().poolsTokens() && model.hasPooler(),
            undoes,
            model,
            parameters);
    if (isOwn) {
      parameters.freeze();
    }
    return head;
  }

  /** The first of several layers goes to the width of the embeddings; a projection alone cannot. */
  private static void requireWidth(HeadShape shape, BaseModel model) {
    long width = words(model).getShape().get(1);
    if (shape.layers() == 1 && width != shape.hidden()) {
      throw refused(
          "/task/head/layers",
          "too_few_layers",
          "must be at least 2: the hidden states are %d wide, the embeddings %d"
              .formatted(shape.hidden(), width));
    }
  }

  /** The base model's own vocabulary projection. */
  private static Optional<NDArray> projection(BaseModel model) {
    return model.info().tiesEmbeddings() ? model.tokenEmbedding() : model.vocabularyProjection();
  }

  private static HeadSpec shapeOfCheckpoint(BaseModel model) {
    LmHead own = model.architecture().lmHead().orElseThrow();
    Optional<Activation> between =
        own.layers() == 1
            ? Optional.empty()
            : model.languageModelHead().map(PretrainedLmHead::activation);
    return new HeadSpec(Optional.of(own.layers()), between, Optional.empty());
  }

  /** Of a model that does a task of words. */
  private static NDArray words(BaseModel model) {
    return model.tokenEmbedding().orElseThrow();
  }

  private static int vocabulary(BaseModel model) {
    return Math.toIntExact(words(model).getShape().get(0));
  }

  /** Refuses a head that looks at what the model has not. */
  private static HeadShape pooled(HeadShape shape, BaseModel model) {
    if (shape.pooling() == Pooling.POOLER && !model.hasPooler()) {
      throw refused(
          "/task/head/pooling",
          "unsupported_pooling",
          "the model has no pooler; pooling must be first, mean or last");
    }
    requirePublishedPooling(shape, model);
    return shape;
  }

  /** Where the configuration says what classes look at, files have no word for anything else. */
  private static void requirePublishedPooling(HeadShape shape, BaseModel model) {
    Pooling usual = model.usualHeads().pooling();
    if (model.architecture().readsPooling()
        && shape.pooling() != usual
        && shape.pooling() != Pooling.POOLER) {
      throw refused(
          "/task/head/pooling",
          "unsupported_pooling",
          "must be %s, as the model's config.json has it"
              .formatted(usual.name().toLowerCase(Locale.ROOT)));
    }
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
