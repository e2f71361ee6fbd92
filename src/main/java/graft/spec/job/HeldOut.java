package graft.spec.job;

/** Rows of a job that are measured and never trained on. */
public enum HeldOut {
  /** They steer the training: the validation file, or what was split off the training file. */
  VALIDATION,
  /** They are measured once, at the end. */
  TEST
}
