package graft.cli;

import graft.spec.GraftException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/**
 * What the words after {@code java -jar graft.jar} mean: a command, a question, or settings of the
 * service. Whatever is none of these starts nothing.
 *
 * @param service starts the service with settings, and gives the exit status (0 while it runs)
 */
public record CommandLine(
    List<Command> commands, ToIntFunction<String[]> service, PrintStream out, PrintStream err) {
  /** Show what went wrong inside, too. */
  public static final Set<String> ASKS_FOR_TRACE = Set.of("--stacktrace", "--debug", "--trace");

  private static final int FAILED = 1;
  private static final int WRONG = 2;
  private static final Set<String> ASKS_FOR_HELP = Set.of("--help", "-h", "help");
  private static final Set<String> ASKS_FOR_VERSION = Set.of("--version", "-V", "version");

  /** Every property of the service has a dot in its name. */
  private static final Pattern SETTING = Pattern.compile("--[\\w-]+(\\[[^]]*])?\\.[^=]+=.*");

  public CommandLine {
    commands = List.copyOf(commands);
  }

  /** Does what the arguments say, and gives the exit status. */
  public int run(String... arguments) {
    try {
      return dispatch(List.of(arguments));
    } catch (WrongUsage e) {
      err.println("graft: " + e.getMessage());
      err.print(usage());
      return WRONG;
    }
  }

  private int dispatch(List<String> arguments) {
    String first = arguments.isEmpty() ? "" : arguments.getFirst();
    if (ASKS_FOR_HELP.contains(first)) {
      out.print(usage());
      return 0;
    }
    if (ASKS_FOR_VERSION.contains(first)) {
      out.println(Version.line());
      return 0;
    }
    if (first.isEmpty() || first.startsWith("-")) {
      arguments.forEach(this::requireSetting);
      return service.applyAsInt(arguments.toArray(String[]::new));
    }
    return run(command(first), arguments.subList(1, arguments.size()));
  }

  private int run(Command command, List<String> arguments) {
    if (arguments.stream().anyMatch(ASKS_FOR_HELP::contains)) {
      out.println("Usage: " + command.usage() + "\n" + command.purpose() + ".");
      return 0;
    }
    try {
      return command.run(arguments, out);
    } catch (WrongUsage e) {
      err.println("graft: " + e.getMessage());
      err.println("Usage: " + command.usage() + "\n" + command.purpose() + ".");
      return WRONG;
    } catch (GraftException | CannotStart | UncheckedIOException e) {
      err.println("graft " + command.name() + ": " + e.getMessage());
      return FAILED;
    }
  }

  private Command command(String name) {
    Optional<Command> found =
        commands.stream().filter(command -> command.name().equals(name)).findFirst();
    return found.orElseThrow(() -> new WrongUsage("there is no command '" + name + "'"));
  }

  private void requireSetting(String argument) {
    if (!ASKS_FOR_TRACE.contains(argument) && !SETTING.matcher(argument).matches()) {
      throw new WrongUsage("'" + argument + "' is no setting; they look like --server.port=8081");
    }
  }

  private String usage() {
    StringBuilder text =
        new StringBuilder(
            """
            Usage: java -jar graft.jar [--PROPERTY=VALUE ...]   start the service (--server.port=8081; docs/operations.md has all)
            """);
    commands.forEach(command ->
        text.append("       ")
            .append(command.usage())
            .append("   ")
            .append(command.purpose())
            .append('\n'));
    return text.append(
            "       java -jar graft.jar --help | --version; --stacktrace shows why a start failed\n")
        .toString();
  }
}
