package graft.resume.fault;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;

/**
 * The wall clock of some processes, which alone can be set: a library that is loaded before the C
 * library adds what this says to what the kernel does. Their other clocks go on as they are.
 *
 * @param library see {@link #compile}
 * @param seconds a file with how much, as eight bytes
 */
record SetClock(Path library, Path seconds) {
  /**
   * Makes the library, which takes a C compiler.
   *
   * @param directory where it is left
   */
  static Path compile(Path directory) throws IOException, InterruptedException {
    Path library = directory.resolve("clock.so");
    Path source = directory.resolve("clock.c");
    Files.write(
        source, new ClassPathResource("graft/resume/fault/clock.c").getContentAsByteArray());
    int status =
        new ProcessBuilder(
                "cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.INHERIT)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("this suite sets clocks, and that takes a C compiler");
    }
    return library;
  }

  /** One that is right as yet. */
  static SetClock create(Path library, Path seconds) throws IOException {
    SetClock clock = new SetClock(library, seconds);
    clock.set(Duration.ZERO);
    return clock;
  }

  /** Of the processes that go by it. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "SECONDS_OFF", seconds.toString());
  }

  /** Sets it, for all of them at once. */
  void set(Duration off) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    bytes.putLong(off.toSeconds()).flip();
    try (FileChannel file =
        FileChannel.open(seconds, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(bytes, 0);
    }
  }
}
