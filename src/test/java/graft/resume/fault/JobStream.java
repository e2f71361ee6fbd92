package graft.resume.fault;

import graft.api.web.Http.Answer;
import graft.resume.Cluster;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Jobs that come one after the other and are all the same, so that some are always open. One that
 * was not answered is sent again under its key.
 */
final class JobStream {
  private static final int OPEN = 3;
  private static final int STEPS = 60;
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

  /** Refused for the time being: the key is in use, the database or the disk is not there. */
  private static final Set<Integer> LATER = Set.of(409, 503, 507);

  private static final Map<String, Object> MORE =
      Map.of("checkpoint", Map.of("every_steps", 5), "evaluation", Map.of("every_steps", 20));

  private final Cluster cluster;
  private final String file;
  private final Map<String, String> open = new LinkedHashMap<>();
  private final Map<String, String> all = new LinkedHashMap<>();

  JobStream(Cluster cluster) {
    this.cluster = cluster;
    this.file = cluster.upload();
  }

  /** Ids of the jobs, by the keys under which they were sent. */
  Map<String, String> all() {
    return all;
  }

  /** How many are known to have ended. */
  long ended() {
    open.values().removeIf(this::hasEnded);
    return (long) all.size() - open.size();
  }

  /** Sends one more, if there are few. */
  void feed() {
    ended();
    if (open.size() >= OPEN) {
      return;
    }
    String key = "job-" + all.size();
    try {
      Answer answer =
          cluster.http().postJson(JOBS, Cluster.body(file, STEPS, MORE), "Idempotency-Key", key);
      if (answer.status() == 200) {
        all.put(key, answer.at("/id"));
        open.put(key, answer.at("/id"));
      } else if (!LATER.contains(answer.status())) {
        throw new AssertionError(answer.status() + " " + answer.text());
      }
    } catch (UncheckedIOException away) {
      // The node does not answer, as is meant.
    }
  }

  boolean isAllEnded() {
    return ended() == all.size();
  }

  private boolean hasEnded(String job) {
    return status(job).filter(ENDED::contains).isPresent();
  }

  private Optional<String> status(String job) {
    try {
      Answer answer = cluster.http().get(JOBS + "/" + job);
      return answer.status() == 200 ? Optional.of(answer.at("/status")) : Optional.empty();
    } catch (UncheckedIOException away) {
      return Optional.empty();
    }
  }
}
