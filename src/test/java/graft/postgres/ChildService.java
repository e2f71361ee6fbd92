package graft.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** A process that starts the server of a directory, commits a row, says so, and stays. */
final class ChildService implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ChildService(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static ChildService start(Path directory) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    return new ChildService(
        new ProcessBuilder(
                java, "-cp", classPath, ChildService.class.getName(), directory.toString())
            .redirectErrorStream(true)
            .start());
  }

  /** All that the process says, up to and including the line that starts with {@code word}. */
  String outputUntil(String word) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.append(line).append('\n');
      if (line.startsWith(word)) {
        return seen.toString();
      }
    }
    throw new IOException("the process ended without saying " + word + ", but:\n" + seen);
  }

  /** What {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  public static void main(String[] arguments) throws Exception {
    try (PostgresServer server = PostgresServer.start(Path.of(arguments[0]));
        Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), PostgresServer.USER, server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("create table note (text text)");
      statement.execute("insert into note values ('kept')");
      System.out.println("committed");
      System.in.read();
    } catch (PostgresStartException e) {
      System.out.println("refused: " + e.getMessage() + " " + e.remedy());
    }
  }
}
