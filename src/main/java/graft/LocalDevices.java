package graft;

import graft.dispatch.Devices;
import graft.recipe.adapted.LoadedModels;
import graft.spec.DeviceId;
import java.util.List;
import java.util.stream.Collectors;

/** The devices of this machine that the settings name. */
record LocalDevices(List<DeviceId> all, LoadedModels loaded) implements Devices {
  private static final String EVERY = "auto";

  LocalDevices {
    all = List.copyOf(all);
  }

  static LocalDevices of(Settings settings, LoadedModels loaded) {
    String setting =
        settings.devices().isEmpty()
            ? EVERY
            : settings.devices().stream().map(DeviceId::value).collect(Collectors.joining(","));
    return new LocalDevices(graft.tensor.Devices.of(setting), loaded);
  }

  @Override
  public long memory(DeviceId device) {
    return graft.tensor.Devices.memory(device);
  }

  @Override
  public long freeMemory(DeviceId device) {
    return graft.tensor.Devices.freeMemory(device);
  }

  @Override
  public long usedMemory(DeviceId device) {
    return graft.tensor.Devices.usedMemory(device);
  }

  @Override
  public String engineBuild() {
    return graft.tensor.Devices.engineBuild();
  }

  @Override
  public String engine() {
    return graft.tensor.Devices.engineVersion();
  }

  @Override
  public List<String> models(DeviceId device) {
    return loaded.names(device);
  }
}
