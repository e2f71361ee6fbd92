package graft.resume;

import graft.ChildGraft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** A worker in a process of its own, on a data directory and a database that others share. */
final class Node implements AutoCloseable {
  private final ChildGraft child;

  private Node(ChildGraft child) {
    this.child = child;
  }

  static Node start(Path data, JdbcConnectionDetails database) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("GRAFT_DATA", data.toString());
    settings.put("GRAFT_ROLES", "worker");
    settings.put("SERVER_PORT", "0");
    settings.put("SPRING_DATASOURCE_URL", database.getJdbcUrl());
    settings.put("SPRING_DATASOURCE_USERNAME", database.getUsername());
    settings.put("SPRING_DATASOURCE_PASSWORD", database.getPassword());
    Node node = new Node(ChildGraft.start(settings));
    node.child.await("Models: ");
    return node;
  }

  /** How jobs call it. */
  boolean isCalled(String worker) {
    return worker.endsWith("-" + child.pid());
  }

  /** Sends a signal by its name: {@code STOP}, {@code CONT}, {@code KILL}. */
  void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " ended with " + code);
    }
  }

  /** Asks it to stop as {@code kill} does; its exit status. */
  int terminate() throws IOException, InterruptedException {
    signal("TERM");
    return child.end();
  }

  @Override
  public void close() throws InterruptedException {
    child.close();
  }
}
