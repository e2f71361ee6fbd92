package graft;

import graft.backup.Backup;
import graft.backup.Restore;
import graft.cli.Check;
import graft.cli.Command;
import graft.cli.CommandLine;
import graft.cli.Convert;
import graft.cli.Rate;
import graft.cli.UnpackEngine;
import graft.data.trial.TokenizerTrial;
import graft.recipe.adapted.LoadedModels;
import graft.tensor.process.ProcessEnd;
import graft.tensor.process.ProcessMemory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** Does what the command line says: starts the service, or runs a command. */
@SpringBootApplication
public class GraftApplication {
  private static final List<Command> COMMANDS =
      List.of(
          new Convert(),
          new Check(System.getenv(), () -> Thread.sleep(Duration.ofSeconds(1))),
          new Backup(System.getenv(), Clock.systemUTC()),
          new Restore(System.getenv()),
          new Rate(),
          new UnpackEngine());

  /** Silent while the service starts, where {@link StartFailures} says it shorter. */
  private static final String POOL = "com.zaxxer.hikari.pool.HikariPool";

  /** The engine's search for cards. */
  private static final String CARDS = "ai.djl.util.cuda.CudaUtils";

  /** The exit status after SIGTERM. */
  private static final int TERMINATED = 128 + 15;

  public static void main(String[] arguments) {
    if (arguments.length == 2 && arguments[0].equals(TokenizerTrial.COMMAND)) {
      // The service starts itself with this; no word for people.
      TokenizerTrial.run(Path.of(arguments[1]));
      return;
    }
    // Commands say themselves what they do; the service sets its own levels when it starts.
    loggers().setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    // A machine without a card is nothing to be warned of.
    loggers().setLogLevel(CARDS, LogLevel.ERROR);
    int status =
        new CommandLine(COMMANDS, GraftApplication::start, System.out, System.err).run(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int start(String[] settings) {
    ProcessMemory.keepLittle();
    SpringApplication service = new SpringApplication(GraftApplication.class);
    service.addInitializers(new Preflight());
    try {
      LoadedModels models = service.run(settings).getBean(LoadedModels.class);
      SpringApplication.getShutdownHandlers().add(() -> leaveIfComputing(models));
      loggers().setLogLevel(POOL, LogLevel.WARN);
      return 0;
    } catch (RuntimeException reported) {
      // StartFailures has said why.
      return 1;
    }
  }

  /** What did not end in time is native code, which nothing stops. */
  private static void leaveIfComputing(LoadedModels models) {
    if (models.isLent()) {
      ProcessEnd.leave(TERMINATED);
    }
  }

  private static LoggingSystem loggers() {
    return LoggingSystem.get(GraftApplication.class.getClassLoader());
  }
}
