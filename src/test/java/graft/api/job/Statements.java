package graft.api.job;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Notes every statement that a thread of the service sends to the database. */
final class Statements implements BeanPostProcessor {
  private final List<String> sent = new CopyOnWriteArrayList<>();

  /** Statements of requests and event feeds, not of the beats in the background. */
  List<String> during(Runnable action) {
    sent.clear();
    action.run();
    return List.copyOf(sent);
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof DataSource database && name.equals("dataSource")
        ? new Noting(database)
        : bean;
  }

  private final class Noting extends DelegatingDataSource {
    Noting(DataSource database) {
      super(database);
    }

    @Override
    public Connection getConnection() throws SQLException {
      return note(Connection.class, super.getConnection());
    }
  }

  private <T> T note(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (method.getName().startsWith("prepare") || method.getName().equals("execute")) {
                note(arguments);
              }
              try {
                Object answer = method.invoke(real, arguments);
                return answer instanceof Statement statement
                        && method.getName().equals("createStatement")
                    ? note(Statement.class, statement)
                    : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private void note(Object[] arguments) {
    String thread = Thread.currentThread().getName();
    if (thread.startsWith("tomcat-handler") || thread.startsWith("feed-")) {
      sent.add(String.valueOf(arguments[0]));
    }
  }
}
