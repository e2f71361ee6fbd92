package graft.resume;

import java.util.Arrays;
import java.util.Random;

/** What is done to a cluster, as often as its weight says. */
enum Fault {
  WORKER_KILLED("SIGKILL of a worker", 16),
  WORKER_FROZEN("SIGSTOP of a worker", 16),
  WORKER_STOPPED("SIGTERM of a worker", 8),
  API_KILLED("SIGKILL of the API node", 8),
  DATABASE_KILLED("SIGKILL of PostgreSQL", 8),
  DATABASE_RESTARTED("restart of PostgreSQL", 8),
  DATABASE_FROZEN("SIGSTOP of PostgreSQL", 8),
  DATABASE_AWAY("PostgreSQL away for a minute", 1),
  CONNECTIONS_CUT("every connection cut", 8),
  DISK_FULL("disk full", 8);

  private static final int ALL = Arrays.stream(values()).mapToInt(fault -> fault.weight).sum();

  private final String text;
  private final int weight;

  Fault(String text, int weight) {
    this.text = text;
    this.weight = weight;
  }

  static Fault any(Random random) {
    int left = random.nextInt(ALL);
    for (Fault fault : values()) {
      left -= fault.weight;
      if (left < 0) {
        return fault;
      }
    }
    throw new AssertionError(left);
  }

  /** Whether a node has to start anew. */
  boolean isLoss() {
    return switch (this) {
      case WORKER_KILLED, WORKER_STOPPED, API_KILLED -> true;
      case WORKER_FROZEN,
          DATABASE_KILLED,
          DATABASE_RESTARTED,
          DATABASE_FROZEN,
          DATABASE_AWAY,
          CONNECTIONS_CUT,
          DISK_FULL ->
          false;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
