package graft.api.system;

import graft.api.system.SystemStatusView.DeviceView;
import graft.dispatch.Devices;
import graft.dispatch.DispatchSettings;
import graft.inference.DeviceExecutor;
import graft.job.Jobs;
import graft.spec.DeviceId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The node itself. */
@RestController
@Tag(name = "System")
class SystemController {
  private final BuildProperties build;
  private final DispatchSettings settings;
  private final Devices devices;
  private final DeviceExecutor tasks;
  private final Jobs jobs;

  SystemController(
      BuildProperties build,
      DispatchSettings settings,
      Devices devices,
      DeviceExecutor tasks,
      Jobs jobs) {
    this.build = build;
    this.settings = settings;
    this.devices = devices;
    this.tasks = tasks;
    this.jobs = jobs;
  }

  @GetMapping("/v1/system")
  @Operation(operationId = "getSystem", summary = "Show how this node is doing")
  SystemStatusView get() {
    int slots = settings.runsJobs() ? settings.slots() : 0;
    List<DeviceView> all = devices.all().stream().map(id -> view(id, slots)).toList();
    return new SystemStatusView(
        "system",
        String.valueOf(build.getVersion()),
        settings.worker().value(),
        all,
        slots * all.size(),
        jobs.queuedOfAll(),
        tasks.pending(),
        all.stream().flatMap(device -> device.baseModels().stream()).distinct().toList());
  }

  private DeviceView view(DeviceId device, int slots) {
    return new DeviceView(
        device.value(),
        devices.memory(device),
        devices.usedMemory(device),
        devices.freeMemory(device),
        slots,
        devices.models(device));
  }
}
