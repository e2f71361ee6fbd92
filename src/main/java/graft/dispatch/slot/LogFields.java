package graft.dispatch.slot;

import graft.job.Claim;
import graft.job.WorkerId;
import graft.spec.DeviceId;
import java.util.Map;
import org.slf4j.MDC;

/** What every line of the log says that is written while a job runs on this thread. */
public record LogFields(Map<String, String> fields) implements AutoCloseable {
  public static LogFields of(Claim claim, WorkerId worker, DeviceId device) {
    Map<String, String> fields =
        Map.of(
            "job_id", claim.job().id().value(),
            "worker", worker.value(),
            "device", device.value(),
            "attempt", Integer.toString(claim.job().attempts()));
    fields.forEach(MDC::put);
    return new LogFields(fields);
  }

  @Override
  public void close() {
    fields.keySet().forEach(MDC::remove);
  }
}
