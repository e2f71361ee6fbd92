package graft.backup;

import graft.cli.CannotStart;
import graft.postgres.ServerAccess;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A database that can be reached until this is closed. */
record OpenDatabase(ServerAccess access, Closeable server) implements AutoCloseable {
  /**
   * @throws CannotStart if it does not answer, or refuses the user
   */
  Connection connect() {
    try {
      return DriverManager.getConnection(access.jdbcUrl(), access.user(), access.password());
    } catch (SQLException e) {
      throw new CannotStart("the database at " + access + " refuses: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
