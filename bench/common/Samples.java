package common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What the threads of a service were seen doing: stacks that Java's flight recorder took. */
public record Samples(Path recording) {
  private static final String IN_JAVA = "jdk.ExecutionSample";
  private static final String IN_NATIVE = "jdk.NativeMethodSample";

  /**
   * A stack.
   *
   * @param frames class and method, joined by a dot, the innermost first
   * @param isNative whether it is in a function of a library
   */
  public record Sample(List<String> frames, boolean isNative) {
    /** Whether some frame begins like that. */
    public boolean has(String start) {
      return frames.stream().anyMatch(frame -> frame.startsWith(start));
    }
  }

  /** Samples into a new file. */
  public static Samples begin() throws IOException {
    return new Samples(Files.createTempFile("bench-", ".jfr"));
  }

  /** The options of Java that have it sampled. */
  public String[] options() {
    return new String[] {
      "-XX:StartFlightRecording:settings=profile,filename=%s,%s#period=10ms,%s#period=10ms"
          .formatted(recording, IN_JAVA, IN_NATIVE),
      "-XX:FlightRecorderOptions:stackdepth=256"
    };
  }

  /** All of them, once the service has ended; the file goes with it. */
  public void forEach(Consumer<Sample> each) throws IOException {
    try (RecordingFile events = new RecordingFile(recording)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        String type = event.getEventType().getName();
        if ((type.equals(IN_JAVA) || type.equals(IN_NATIVE)) && event.getStackTrace() != null) {
          each.accept(new Sample(frames(event), type.equals(IN_NATIVE)));
        }
      }
    }
    Files.delete(recording);
  }

  private static List<String> frames(RecordedEvent event) {
    return event.getStackTrace().getFrames().stream()
        .map(frame -> frame.getMethod().getType().getName() + "." + frame.getMethod().getName())
        .toList();
  }
}
