package graft.spec.job;

/** What a model is trained to do. */
public enum TaskType {
  SEQUENCE_CLASSIFICATION,
  MULTI_LABEL_CLASSIFICATION,
  REGRESSION,
  TOKEN_CLASSIFICATION,
  QUESTION_ANSWERING,
  CAUSAL_LM,
  MASKED_LM,
  SEQ2SEQ_LM
}
