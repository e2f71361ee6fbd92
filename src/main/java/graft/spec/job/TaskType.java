package graft.spec.job;

import graft.spec.job.TaskDefinition.Target;
import java.util.Map;

/** What a model is trained to do. */
public enum TaskType {
  SEQUENCE_CLASSIFICATION(
      TaskDefinition.ofText(Target.CLASS, HeadSpec.SEQUENCE, "accuracy", "macro_f1", "loss")),
  MULTI_LABEL_CLASSIFICATION(
      TaskDefinition.ofText(
          Target.CLASSES, HeadSpec.SEQUENCE, "micro_f1", "macro_f1", "accuracy", "loss")),
  REGRESSION(
      TaskDefinition.ofText(
          Target.SCORE, HeadSpec.SEQUENCE, "mse", "mae", "pearson", "spearman", "loss")),
  TOKEN_CLASSIFICATION(
      TaskDefinition.ofText(Target.TAGS, HeadSpec.TOKENS, "accuracy", "macro_f1", "loss")),
  QUESTION_ANSWERING(
      TaskDefinition.ofText(Target.SPAN, HeadSpec.TOKENS, "f1", "exact_match", "loss")),
  MULTIPLE_CHOICE(TaskDefinition.ofText(Target.CLASS, HeadSpec.SEQUENCE, "accuracy", "loss")),
  CAUSAL_LM(
      TaskDefinition.ofText(Target.TOKENS, HeadSpec.VOCABULARY, "perplexity", "accuracy", "loss")),
  MASKED_LM(
      TaskDefinition.ofText(Target.TOKENS, HeadSpec.VOCABULARY, "perplexity", "accuracy", "loss")),
  SEQ2SEQ_LM(
      TaskDefinition.ofText(Target.TOKENS, HeadSpec.PROJECTION, "perplexity", "accuracy", "loss")),
  IMAGE_CLASSIFICATION(
      TaskDefinition.ofPictures(Target.CLASS, HeadSpec.PICTURES, "accuracy", "macro_f1", "loss"));

  /** What else people call them. */
  public static final Map<String, TaskType> CALLED =
      Map.ofEntries(
          Map.entry("ner", TOKEN_CLASSIFICATION),
          Map.entry("pos", TOKEN_CLASSIFICATION),
          Map.entry("tagging", TOKEN_CLASSIFICATION),
          Map.entry("named_entity_recognition", TOKEN_CLASSIFICATION),
          Map.entry("classification", SEQUENCE_CLASSIFICATION),
          Map.entry("text_classification", SEQUENCE_CLASSIFICATION),
          Map.entry("sentiment", SEQUENCE_CLASSIFICATION),
          Map.entry("sentiment_analysis", SEQUENCE_CLASSIFICATION),
          Map.entry("nli", SEQUENCE_CLASSIFICATION),
          Map.entry("multilabel", MULTI_LABEL_CLASSIFICATION),
          Map.entry("multi_label", MULTI_LABEL_CLASSIFICATION),
          Map.entry("qa", QUESTION_ANSWERING),
          Map.entry("squad", QUESTION_ANSWERING),
          Map.entry("mlm", MASKED_LM),
          Map.entry("fill_mask", MASKED_LM),
          Map.entry("clm", CAUSAL_LM),
          Map.entry("text_generation", CAUSAL_LM),
          Map.entry("summarization", SEQ2SEQ_LM),
          Map.entry("translation", SEQ2SEQ_LM),
          Map.entry("vision", IMAGE_CLASSIFICATION),
          Map.entry("image", IMAGE_CLASSIFICATION));

  private final TaskDefinition definition;

  TaskType(TaskDefinition definition) {
    this.definition = definition;
  }

  public TaskDefinition definition() {
    return definition;
  }

  /** What is learned of a row. */
  public Target target() {
    return definition.target();
  }
}
