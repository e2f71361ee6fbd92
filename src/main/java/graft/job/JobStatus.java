package graft.job;

import java.util.Locale;

/** The states of a job by name; {@link JobState} carries what each has. */
public enum JobStatus {
  QUEUED,
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
            case RUNNING, PAUSED, CANCELLED -> true;
            case QUEUED, SUCCEEDED, FAILED -> false;
          };
      // Back into the queue when its worker is lost or shuts down.
      case RUNNING ->
          switch (next) {
            case QUEUED, PAUSED, SUCCEEDED, FAILED, CANCELLED -> true;
            case RUNNING -> false;
          };
      case PAUSED ->
          switch (next) {
            case QUEUED, CANCELLED -> true;
            case RUNNING, PAUSED, SUCCEEDED, FAILED -> false;
          };
      case SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** Whether a job never leaves this state. */
  public boolean isTerminal() {
    return switch (this) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      case QUEUED, RUNNING, PAUSED -> false;
    };
  }

  /** The state as clients read it: {@code queued}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
