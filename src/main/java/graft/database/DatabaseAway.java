package graft.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells a database that is away from one that refuses a statement. */
public final class DatabaseAway {
  /**
   * What PostgreSQL calls it: an administrator's command, a crash, a start that is not done, a
   * session that was idle for too long with or without a transaction, and no connection left.
   */
  private static final Set<String> STATES =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "53300");

  /** How the pool says that somebody uses a connection that broke; it has no code for that. */
  private static final String CLOSED = "Connection is closed";

  /** The class of connections that break or are not made. */
  private static final String CONNECTION = "08";

  private DatabaseAway() {}

  /**
   * Whether something failed because the connection broke or none was to be had. What it wanted to
   * write may have been written.
   */
  public static boolean isReasonOf(Throwable failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(cause ->
            cause instanceof SQLTransientConnectionException
                || (cause instanceof SQLException sql
                    && (isAway(sql.getSQLState()) || CLOSED.equals(sql.getMessage()))));
  }

  private static boolean isAway(@Nullable String state) {
    return state != null && (state.startsWith(CONNECTION) || STATES.contains(state));
  }
}
