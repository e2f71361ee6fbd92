package graft.cli;

import graft.data.Tokenization;
import java.io.PrintStream;
import java.util.List;

/** Unpacks the engine's libraries into {@code DJL_CACHE_DIR}, so that no start has to. */
public record UnpackEngine() implements Command {
  @Override
  public String name() {
    return "unpack-engine";
  }

  @Override
  public String arguments() {
    return "";
  }

  @Override
  public String purpose() {
    return "unpack the engine into DJL_CACHE_DIR, as an image does when it is built";
  }

  @Override
  public int run(List<String> arguments, PrintStream out) {
    if (!arguments.isEmpty()) {
      throw new WrongUsage("unpack-engine takes no words; found '" + arguments.getFirst() + "'");
    }
    Engine.start("cpu");
    Tokenization.loadLibrary();
    out.println("The engine is unpacked");
    return 0;
  }
}
