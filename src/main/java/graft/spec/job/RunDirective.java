package graft.spec.job;

/** What the world wants of a running job, asked between two steps. */
public enum RunDirective {
  GO_ON,
  PAUSE,
  CANCEL,
  /** Somebody else holds the job now: stop at once and write nothing. */
  LOST
}
