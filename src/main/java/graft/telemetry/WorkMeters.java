package graft.telemetry;

import graft.dispatch.WorkWatch;
import graft.inference.Predicted;
import graft.recipe.adapted.LoadWatch;
import graft.recipe.adapted.LoadedModel;
import graft.spec.DeviceId;
import graft.spec.job.Work;
import graft.spec.job.Work.Phase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Times what the devices compute: steps of trainings, models that are read, and predictions. */
@Component
final class WorkMeters implements WorkWatch, LoadWatch {
  private static final String NO_TASK = "none";

  private final MeterRegistry registry;
  private final Histogram foretold;

  /**
   * @param prometheus below {@code registry}, whose own histograms round what they are given up to
   *     whole numbers, and so have nothing to say of ratios
   */
  WorkMeters(MeterRegistry registry, PrometheusRegistry prometheus) {
    this.registry = registry;
    this.foretold =
        Histogram.builder()
            .name("graft_memory_estimate_ratio")
            .help("Memory that trainings needed at most, over what a dry run foretells")
            .classicOnly()
            .classicUpperBounds(Buckets.RATIOS)
            .withoutExemplars()
            .register(prometheus);
  }

  @Override
  public void done(DeviceId device, String method, Work work) {
    switch (work) {
      case Work.Step step -> done(device, method, step);
      case Work.Evaluation(Duration took) -> spent(Phase.EVALUATION, took);
      case Work.Checkpoint checkpoint -> kept(checkpoint);
      case Work.Memory memory -> foretold.observe(memory.ratio());
    }
  }

  private void done(DeviceId device, String method, Work.Step step) {
    Timer.builder("graft.step")
        .description("Time of an optimizer step, without evaluations")
        .tag("device", device.value())
        .tag("method", method)
        .serviceLevelObjectives(Buckets.STEPS)
        .register(registry)
        .record(step.took());
    step.time().forEach(this::spent);
    tokens(device, "real", step.tokens());
    tokens(device, "padding", step.padding());
  }

  private void spent(Phase phase, Duration took) {
    Counter.builder("graft.step.phase")
        .description("What trainings spend their time with")
        .baseUnit("seconds")
        .tag("phase", phase.wireName())
        .register(registry)
        .increment(took.toNanos() / 1e9);
  }

  private void tokens(DeviceId device, String kind, long tokens) {
    Counter.builder("graft.tokens")
        .description("Tokens that were trained on, and padding that was computed beside them")
        .tag("device", device.value())
        .tag("kind", kind)
        .register(registry)
        .increment(tokens);
  }

  private void kept(Work.Checkpoint checkpoint) {
    Timer.builder("graft.checkpoint")
        .description("Time to write and keep a checkpoint of a training")
        .serviceLevelObjectives(Buckets.STEPS)
        .register(registry)
        .record(checkpoint.took());
    DistributionSummary.builder("graft.checkpoint.bytes")
        .description("Size of the checkpoints of trainings")
        .serviceLevelObjectives(Buckets.BYTES)
        .register(registry)
        .record((double) checkpoint.bytes());
    spent(Phase.CHECKPOINT, checkpoint.took());
  }

  @Override
  public LoadedModel load(Supplier<LoadedModel> loading) {
    Timer timer =
        Timer.builder("graft.model.load")
            .description("Time to read a base model into a device's memory")
            .serviceLevelObjectives(Buckets.LOADS)
            .register(registry);
    return Objects.requireNonNull(timer.record(loading));
  }

  @EventListener
  void predicted(Predicted answered) {
    String task = answered.task().map(type -> type.name().toLowerCase(Locale.ROOT)).orElse(NO_TASK);
    Timer.builder("graft.predict")
        .description("Time from a request for predictions to its answers")
        .tag("task", task)
        .serviceLevelObjectives(Buckets.STEPS)
        .register(registry)
        .record(answered.took());
    Counter.builder("graft.predict.rows")
        .description("Rows that were answered")
        .tag("task", task)
        .register(registry)
        .increment(answered.rows());
  }
}
