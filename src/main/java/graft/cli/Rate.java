package graft.cli;

import graft.spec.DeviceId;
import graft.spec.GraftException;
import graft.spec.job.Precision;
import graft.tensor.Devices;
import graft.tensor.rate.ProductRate;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Says how fast the devices multiply matrices, which bounds how fast they train. */
public record Rate() implements Command {
  @Override
  public String name() {
    return "rate";
  }

  @Override
  public String arguments() {
    return "[DEVICES]";
  }

  @Override
  public String purpose() {
    return "measure how fast the DEVICES (auto, cpu, cuda:0 ...) multiply matrices, which bounds how fast they train";
  }

  @Override
  public int run(List<String> arguments, PrintStream out) {
    if (arguments.size() > 1) {
      throw new WrongUsage("rate takes a word of devices; found " + arguments.size() + " words");
    }
    List<DeviceId> devices;
    try {
      devices = Devices.of(arguments.isEmpty() ? "auto" : arguments.getFirst());
    } catch (GraftException notThere) {
      throw new CannotStart(String.valueOf(notThere.getMessage()));
    }
    for (DeviceId device : devices) {
      for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
        ProductRate rate = ProductRate.measure(device, precision);
        out.printf(
            Locale.ROOT,
            "%-8s %s %8.0f GFLOP/s%n",
            device,
            precision.name().toLowerCase(Locale.ROOT),
            rate.perSecond() / 1e9);
      }
    }
    return 0;
  }
}
