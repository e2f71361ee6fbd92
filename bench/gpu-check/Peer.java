import graft.spec.DeviceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEFT, by peer.py, in a Python that has it. */
record Peer(String python) {
  /** Where peer.py lies, beside the sources or in what was packed. */
  private static final String SCRIPT =
      System.getProperty("gpu-check.peer", "bench/gpu-check/peer.py");

  private static final Pattern ANSWER =
      Pattern.compile("\"seconds_per_step\": ([\\d.]+), \"peak_MiB\": (\\d+)");

  record Measured(double secondsOfStep, long peakMib) {}

  /**
   * Runs it.
   *
   * @throws IllegalStateException with what it said, if it did not run
   */
  Measured measure(Path model, Training.Size size, DeviceId device) {
    ProcessBuilder command =
        new ProcessBuilder(
            python,
            SCRIPT,
            model.toString(),
            Integer.toString(size.steps()),
            Integer.toString(size.batch()),
            Integer.toString(size.length()),
            device.value());
    try {
      Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said = new String(process.getInputStream().readAllBytes());
      Matcher answer = ANSWER.matcher(said);
      if (process.waitFor() != 0 || !answer.find()) {
        throw new IllegalStateException("PEFT did not run: " + said);
      }
      return new Measured(Double.parseDouble(answer.group(1)), Long.parseLong(answer.group(2)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
