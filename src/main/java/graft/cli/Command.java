package graft.cli;

import java.io.PrintStream;
import java.util.List;

/** A word of the command line that does one thing and ends. */
public interface Command {
  String name();

  /** What follows the name, as the usage shows it. */
  String arguments();

  /** What it does, in a sentence without a full stop. */
  String purpose();

  /**
   * Does it.
   *
   * @param arguments what followed the name
   * @param out where it says what it did
   * @return the exit status
   * @throws WrongUsage if that is no way to call it
   */
  int run(List<String> arguments, PrintStream out);

  default String usage() {
    return ("java -jar graft.jar " + name() + " " + arguments()).strip();
  }
}
