package graft.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** How many jobs there are, on all nodes. */
public interface Census {
  /** Of every status, also where there is none. */
  Map<JobStatus, Long> jobs();

  /** Since when the job waits that has waited longest. */
  Optional<Instant> oldestQueued();
}
