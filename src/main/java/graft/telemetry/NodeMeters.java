package graft.telemetry;

import graft.dispatch.Devices;
import graft.dispatch.Dispatcher;
import graft.inference.DeviceExecutor;
import graft.spec.DeviceId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** What this node is and what its devices do. */
@Component
final class NodeMeters implements MeterBinder {
  private static final String UNKNOWN = "unknown";

  private final Devices devices;
  private final Dispatcher dispatcher;
  private final DeviceExecutor tasks;
  private final BuildProperties build;

  NodeMeters(Devices devices, Dispatcher dispatcher, DeviceExecutor tasks, BuildProperties build) {
    this.devices = devices;
    this.dispatcher = dispatcher;
    this.tasks = tasks;
    this.build = build;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    build(registry);
    Gauge.builder("graft.tasks.pending", tasks, DeviceExecutor::pending)
        .description("Predictions, merges and the like that wait or run on this node")
        .register(registry);
    Gauge.builder("graft.models.loaded", this::loaded)
        .description("Base models in this node's memory, counted on each device")
        .register(registry);
    devices.all().forEach(device -> bind(device, registry));
  }

  private void build(MeterRegistry registry) {
    Gauge.builder("graft.build.info", () -> 1)
        .description("What runs here")
        .tag("version", property("version"))
        .tag("commit", property("commit"))
        .tag("engine", devices.engine())
        .register(registry);
  }

  private String property(String name) {
    String value = build.get(name);
    return value == null || value.isBlank() ? UNKNOWN : value;
  }

  private double loaded() {
    return devices.all().stream().mapToLong(device -> devices.models(device).size()).sum();
  }

  private void bind(DeviceId device, MeterRegistry registry) {
    memory(device, "total", registry);
    memory(device, "free", registry);
    memory(device, "used", registry);
    for (Dispatcher.SlotState state : Dispatcher.SlotState.values()) {
      Gauge.builder("graft.worker.slots", () -> dispatcher.slots(device, state))
          .description("Jobs that a device of this node can run at a time")
          .tag("device", device.value())
          .tag("state", state.wireName())
          .register(registry);
    }
  }

  private void memory(DeviceId device, String kind, MeterRegistry registry) {
    Gauge.builder("graft.device.memory", () -> memory(device, kind))
        .description("Memory of a device, whoever uses it")
        .baseUnit("bytes")
        .tag("device", device.value())
        .tag("kind", kind)
        .register(registry);
  }

  private double memory(DeviceId device, String kind) {
    return switch (kind) {
      case "total" -> devices.memory(device);
      case "free" -> devices.freeMemory(device);
      default -> devices.memory(device) - devices.freeMemory(device);
    };
  }
}
