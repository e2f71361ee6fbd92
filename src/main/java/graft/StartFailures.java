package graft;

import graft.cli.CannotStart;
import graft.cli.CommandLine;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.HibernateException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.validation.FieldError;

/**
 * Says why a start failed and what to do about it, in one line, the last one; the stack trace comes
 * before it if it was asked for.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailures implements SpringBootExceptionReporter {
  private static final String AWAY =
      "The store of files does not answer, or refuses: start it, or correct GRAFT_S3_ENDPOINT,"
          + " GRAFT_S3_BUCKET and its keys";

  private final ConfigurableApplicationContext context;

  StartFailures(ConfigurableApplicationContext context) {
    this.context = context;
  }

  @Override
  public boolean reportException(Throwable failure) {
    if (asksForTrace()) {
      failure.printStackTrace(System.err);
    }
    System.err.println("Graft did not start. " + sentence(failure));
    return true;
  }

  private boolean asksForTrace() {
    Environment environment = context.getEnvironment();
    return CommandLine.ASKS_FOR_TRACE.stream()
        .map(option -> option.substring(2))
        .anyMatch(name -> !environment.getProperty(name, "false").equals("false"));
  }

  String sentence(Throwable failure) {
    return known(failure)
        .or(() -> analysed(failure))
        .orElseGet(() -> lastCause(failure) + "; start it with --stacktrace to see where")
        .strip()
        .replaceAll("\\s+", " ");
  }

  private static Optional<String> known(Throwable failure) {
    return causes(failure)
        .map(cause ->
            switch (cause) {
              case CannotStart refusal -> refusal.getMessage();
              case BindValidationException settings -> settings(settings);
              case SQLException database -> database(database);
              case GraftException store when store.code() == ErrorCode.STORAGE_UNAVAILABLE -> AWAY;
              case HibernateException persistence -> persistence(persistence);
              default -> null;
            })
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static String settings(BindValidationException failure) {
    return failure.getValidationErrors().getAllErrors().stream()
        .map(error ->
            error instanceof FieldError field
                ? variable(field)
                    + " "
                    + field.getDefaultMessage()
                    + "; found '"
                    + field.getRejectedValue()
                    + "'"
                : String.valueOf(error.getDefaultMessage()))
        .sorted()
        .collect(Collectors.joining(". "));
  }

  /**
   * The environment variable of a setting: {@code files.maxBytes} is {@code GRAFT_FILES_MAX_BYTES}.
   */
  private static String variable(FieldError field) {
    String words = field.getField().replaceAll("([a-z])([A-Z])", "$1_$2").replaceAll("[.-]", "_");
    return (field.getObjectName() + "_" + words).toUpperCase(Locale.ROOT);
  }

  private static String database(SQLException failure) {
    String state = Objects.requireNonNullElse(failure.getSQLState(), "");
    String what = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    what = what.replaceFirst("\\. Check that.*", "");
    return switch (state) {
      case "28P01", "28000" ->
          "The database refuses the user ("
              + what
              + "): set SPRING_DATASOURCE_USERNAME and"
              + " SPRING_DATASOURCE_PASSWORD to a user that may use it";
      case "3D000" ->
          "The server has no such database ("
              + what
              + "): create it, or correct SPRING_DATASOURCE_URL";
      case "08001", "08004", "08006" ->
          "The database does not answer ("
              + what
              + "): start it, or correct SPRING_DATASOURCE_URL;"
              + " without that setting Graft uses its own";
      default -> "The database failed: " + what;
    };
  }

  /** Where the database went away between two looks, what asked it last does not say so. */
  private static @Nullable String persistence(HibernateException failure) {
    return String.valueOf(failure.getMessage()).contains("Unable to determine Dialect")
        ? "The database does not answer any more, or not in time: see to it that it has room and a"
            + " processor, and start again; SPRING_DATASOURCE_URL says where it is"
        : null;
  }

  /** What Spring and other parts of the house say of failures that they know. */
  private Optional<String> analysed(Throwable failure) {
    ArgumentResolver given =
        ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
            .and(Environment.class, context.getEnvironment());
    FailureHandler leaveOut = (_, _, _) -> {};
    List<FailureAnalyzer> analyzers =
        SpringFactoriesLoader.forDefaultResourceLocation()
            .load(FailureAnalyzer.class, given, leaveOut);
    return analyzers.stream()
        .map(analyzer -> analyzer.analyze(failure))
        .filter(Objects::nonNull)
        .findFirst()
        .map(StartFailures::line);
  }

  private static String line(FailureAnalysis analysis) {
    String action = Objects.requireNonNullElse(analysis.getAction(), "");
    String description = analysis.getDescription().strip();
    return description + (description.endsWith(".") ? " " : ". ") + action;
  }

  private static String lastCause(Throwable failure) {
    Throwable last = causes(failure).reduce((_, later) -> later).orElse(failure);
    return Objects.requireNonNullElse(last.getMessage(), last.getClass().getSimpleName());
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }
}
