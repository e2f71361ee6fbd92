package graft.telemetry;

import graft.catalog.storage.Inventory;
import graft.catalog.storage.StorageLayout;
import graft.job.Census;
import graft.job.JobStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** How much there is, as the database has it: jobs, waiting, bytes; and the room that is left. */
@Component
final class StateMeters implements MeterBinder {
  private final Fresh<Map<JobStatus, Long>> jobs;
  private final Fresh<Optional<Instant>> oldest;
  private final Fresh<Inventory.Bytes> stored;
  private final StorageLayout layout;
  private final Clock clock;

  StateMeters(Census census, Inventory inventory, StorageLayout layout, Clock clock) {
    this.jobs = new Fresh<>(census::jobs, Map.of(), clock);
    this.oldest = new Fresh<>(census::oldestQueued, Optional.empty(), clock);
    this.stored = new Fresh<>(inventory::bytes, new Inventory.Bytes(0, 0, 0, 0), clock);
    this.layout = layout;
    this.clock = clock;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("graft.jobs.queued", () -> count(JobStatus.QUEUED))
        .description("Jobs that wait for a worker, on all nodes")
        .register(registry);
    for (JobStatus status : JobStatus.values()) {
      Gauge.builder("graft.jobs", () -> count(status))
          .description("Jobs by status, on all nodes")
          .tag("status", status.wireName())
          .register(registry);
    }
    Gauge.builder("graft.queue.oldest", this::oldestSeconds)
        .description("How long the job waits that has waited longest; 0 without one")
        .baseUnit("seconds")
        .tag("device_kind", Kinds.ANY)
        .register(registry);
    stored(registry, "files", Inventory.Bytes::files);
    stored(registry, "models", Inventory.Bytes::models);
    stored(registry, "adapters", Inventory.Bytes::adapters);
    stored(registry, "database", Inventory.Bytes::database);
    free(registry, "files", layout.data());
    free(registry, "models", layout.models());
  }

  private double count(JobStatus status) {
    return jobs.get().getOrDefault(status, 0L);
  }

  private double oldestSeconds() {
    return oldest
        .get()
        .map(since -> Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1e3))
        .orElse(0.0);
  }

  private void stored(MeterRegistry registry, String kind, ToDoubleFunction<Inventory.Bytes> part) {
    Gauge.builder("graft.storage", () -> part.applyAsDouble(stored.get()))
        .description("Bytes that the service holds, on all nodes")
        .baseUnit("bytes")
        .tag("kind", kind)
        .register(registry);
  }

  /** A directory that is not there yet has the room of the one around it. */
  private static void free(MeterRegistry registry, String kind, Path directory) {
    Gauge.builder("graft.disk.free", () -> free(directory))
        .description("Bytes that are left to this node where it keeps them")
        .baseUnit("bytes")
        .tag("kind", kind)
        .register(registry);
  }

  private static double free(Path directory) {
    Path there = directory;
    while (there.getParent() != null && !there.toFile().exists()) {
      there = there.getParent();
    }
    return there.toFile().getUsableSpace();
  }
}
