package graft.job;

import java.util.Locale;

/** The states of a job by name; {@link JobState} carries what each has. */
public enum JobStatus {
  QUEUED,
  VALIDATING_FILES,
  RUNNING,
  PAUSED,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /** Whether a job in this state may come into {@code next}. */
  public boolean mayBecome(JobStatus next) {
    return switch (this) {
      case QUEUED ->
          switch (next) {
            case VALIDATING_FILES, PAUSED, CANCELLED -> true;
            case QUEUED, RUNNING, SUCCEEDED, FAILED -> false;
          };
      // Back into the queue when its worker is lost or shuts down.
      case VALIDATING_FILES ->
          switch (next) {
            case QUEUED, RUNNING, PAUSED, FAILED, CANCELLED -> true;
            case VALIDATING_FILES, SUCCEEDED -> false;
          };
      case RUNNING ->
          switch (next) {
            case QUEUED, PAUSED, SUCCEEDED, FAILED, CANCELLED -> true;
            case VALIDATING_FILES, RUNNING -> false;
          };
      case PAUSED ->
          switch (next) {
            case QUEUED, CANCELLED -> true;
            case VALIDATING_FILES, RUNNING, PAUSED, SUCCEEDED, FAILED -> false;
          };
      case SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** Whether a job never leaves this state. */
  public boolean isTerminal() {
    return switch (this) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      case QUEUED, VALIDATING_FILES, RUNNING, PAUSED -> false;
    };
  }

  /** Whether a worker has a job in this state. */
  public boolean isHeld() {
    return this == VALIDATING_FILES || this == RUNNING;
  }

  /** The state as clients read it: {@code queued}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
