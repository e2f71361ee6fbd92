package graft.resume;

import java.io.IOException;

/** Signals to other processes, by name. */
public final class Signal {
  private Signal() {}

  /** Sends one as {@code kill} does. */
  public static void send(String name, long pid) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " ended with " + code);
    }
  }
}
