package graft.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.WeakHashMap;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Opens the connections below the pool, and knows them, so that all can be broken off. */
final class PhysicalConnections extends AbstractDataSource {
  private final String url;
  private final Properties properties;
  private final Set<Connection> opened = Collections.newSetFromMap(new WeakHashMap<>());

  /**
   * @param properties of the driver, user and password among them
   */
  PhysicalConnections(String url, Properties properties) {
    this.url = url;
    this.properties = properties;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = open();
    synchronized (opened) {
      opened.removeIf(PhysicalConnections::isClosed);
      opened.add(connection);
    }
    return connection;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  /** One that belongs to nobody else, and that {@link #abort} leaves alone. */
  Connection open() throws SQLException {
    return DriverManager.getConnection(url, properties);
  }

  /** Breaks all off: whoever waits for an answer on one is told at once. */
  void abort() {
    List<Connection> all;
    synchronized (opened) {
      all = List.copyOf(opened);
      opened.clear();
    }
    all.forEach(PhysicalConnections::abort);
  }

  static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is broken already.
    }
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
