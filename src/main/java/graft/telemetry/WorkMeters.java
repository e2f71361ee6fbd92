package graft.telemetry;

import graft.dispatch.StepDone;
import graft.dispatch.StepWatch;
import graft.inference.Predicted;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Times what the devices compute: steps of trainings, and predictions. */
@Component
final class WorkMeters implements StepWatch {
  private static final String NO_TASK = "none";

  private final MeterRegistry registry;

  WorkMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void done(StepDone step) {
    step.took()
        .ifPresent(took ->
            Timer.builder("graft.step")
                .description("Time of an optimizer step, without evaluations")
                .tag("device", step.device().value())
                .tag("method", step.method())
                .serviceLevelObjectives(Buckets.STEPS)
                .register(registry)
                .record(took));
    Counter.builder("graft.tokens")
        .description("Tokens that were trained on, padding not counted")
        .tag("device", step.device().value())
        .tag("kind", "real")
        .register(registry)
        .increment(step.tokens());
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
