package graft.telemetry;

import graft.export.Exporter;
import graft.export.Exporters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** How far other tools are behind; nothing where none is set up. */
@Component
final class ExportMeters implements MeterBinder {
  private final Exporters exporters;

  ExportMeters(Exporters exporters) {
    this.exporters = exporters;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    exporters
        .all()
        .forEach(exporter ->
            Gauge.builder("graft.export.lag", exporter, Exporter::lagSeconds)
                .description("How long a tool that follows the jobs has not had everything")
                .baseUnit("seconds")
                .tag("sink", exporter.sink().name().toLowerCase(Locale.ROOT))
                .register(registry));
  }
}
