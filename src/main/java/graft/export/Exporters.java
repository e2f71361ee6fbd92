package graft.export;

import java.util.List;
import org.springframework.context.SmartLifecycle;

/** All the exporters of a node; they start and stop with it. */
public record Exporters(List<Exporter> all) implements SmartLifecycle {
  public Exporters {
    all = List.copyOf(all);
  }

  @Override
  public void start() {
    all.forEach(Exporter::start);
  }

  @Override
  public void stop() {
    all.forEach(Exporter::stop);
  }

  @Override
  public boolean isRunning() {
    return all.stream().anyMatch(Exporter::isRunning);
  }
}
