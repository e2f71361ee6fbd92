package graft.spec.job;

import java.util.Map;

/** What a model is trained to do. */
public enum TaskType {
  SEQUENCE_CLASSIFICATION,
  MULTI_LABEL_CLASSIFICATION,
  REGRESSION,
  TOKEN_CLASSIFICATION,
  QUESTION_ANSWERING,
  MULTIPLE_CHOICE,
  CAUSAL_LM,
  MASKED_LM,
  SEQ2SEQ_LM,
  IMAGE_CLASSIFICATION;

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

  /** What its rows are made of. */
  public enum Medium {
    TEXT,
    PICTURES
  }

  /** What a model must be able to read for it. */
  public Medium medium() {
    return this == IMAGE_CLASSIFICATION ? Medium.PICTURES : Medium.TEXT;
  }
}
