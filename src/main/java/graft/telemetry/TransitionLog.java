package graft.telemetry;

import graft.job.Job;
import graft.job.JobChange;
import graft.job.JobState;
import graft.job.JobStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes one line for each transition of a job, with what finds it again. */
@Component
final class TransitionLog {
  private static final Logger LOG = LoggerFactory.getLogger(TransitionLog.class);

  @EventListener
  void changed(JobChange change) {
    Map<String, String> around = Optional.ofNullable(MDC.getCopyOfContextMap()).orElseGet(Map::of);
    Map<String, String> fields = new HashMap<>(around);
    fields.putAll(fields(change.after()));
    MDC.setContextMap(fields);
    try {
      write(change);
    } finally {
      MDC.setContextMap(around);
    }
  }

  private static void write(JobChange change) {
    String from = change.from().map(status -> status.wireName() + " -> ").orElse("");
    String line = from + change.to().wireName() + reason(change);
    if (change.to() == JobStatus.FAILED) {
      LOG.warn("Job {}: {}", change.after().id(), line);
    } else {
      LOG.info("Job {}: {}", change.after().id(), line);
    }
  }

  private static Map<String, String> fields(Job job) {
    Map<String, String> fields = new HashMap<>();
    fields.put("job_id", job.id().value());
    job.placement()
        .ifPresent(place -> {
          fields.put("worker", place.worker().value());
          fields.put("device", place.device().value());
          fields.put("attempt", Integer.toString(job.attempts()));
        });
    if (job.state() instanceof JobState.Failed failed) {
      fields.put("error.code", failed.failure().code().wireName());
    }
    return fields;
  }

  /** A message may quote a user's data, so it stays in the job; its code is enough here. */
  private static String reason(JobChange change) {
    return switch (change.after().state()) {
      case JobState.Failed failed -> " (" + failed.failure().code().wireName() + ")";
      case JobState.Held _ ->
          change.after().placement().map(place -> " on " + place.device()).orElse("");
      case JobState.Queued _ when change.isGivenBack() -> " (the worker stops)";
      case JobState.Queued _ when change.leavesWorker() -> " (the worker was lost)";
      case JobState.Succeeded done -> " (" + done.result().adapter() + ")";
      case JobState.Queued _, JobState.Paused _, JobState.Cancelled _ -> "";
    };
  }
}
