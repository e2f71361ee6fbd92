package graft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import graft.spec.DeviceId;
import graft.spec.job.Work;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;

class WorkMetersTest {
  private static final DeviceId CPU = new DeviceId("cpu");

  /** A registry's own summary has 0.96 and 1.04 as 1 and 2. */
  @Test
  void ratiosFallBetweenTheBoundsThatTheyLieBetween() {
    PrometheusRegistry prometheus = new PrometheusRegistry();
    PrometheusMeterRegistry registry =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, prometheus, io.micrometer.core.instrument.Clock.SYSTEM);
    WorkMeters meters = new WorkMeters(registry, prometheus);

    meters.done(CPU, "lora", new Work.Memory(96, 100));
    meters.done(CPU, "lora", new Work.Memory(104, 100));
    meters.done(CPU, "lora", new Work.Memory(300, 100));

    assertThat(registry.scrape().lines().filter(line -> line.startsWith("graft_memory_estimate")))
        .contains(
            "graft_memory_estimate_ratio_bucket{le=\"0.95\"} 0",
            "graft_memory_estimate_ratio_bucket{le=\"1.0\"} 1",
            "graft_memory_estimate_ratio_bucket{le=\"1.05\"} 2",
            "graft_memory_estimate_ratio_bucket{le=\"2.0\"} 2",
            "graft_memory_estimate_ratio_bucket{le=\"+Inf\"} 3",
            "graft_memory_estimate_ratio_count 3");
  }
}
