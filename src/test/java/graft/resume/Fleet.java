package graft.resume;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One node that answers and some that work, of which there are always as many again. */
final class Fleet {
  private static final int WORKERS = 2;

  /** What a Java process ends with after SIGTERM. */
  private static final int TERMINATED = 143;

  /** Of the drain, and of a database that is away while it is waited for. */
  private static final Duration STOP = Duration.ofMinutes(3);

  /** What a node says that could not start, and need not end in an error. */
  private static final List<String> NO_START = List.of("The database ", "o space left");

  private final Cluster cluster;
  private final int port;
  private final List<Node> workers = new ArrayList<>();

  /** By how many faults they stay so. */
  private final Map<Node, Integer> frozen = new HashMap<>();

  private Node api;

  /** Starts all of them, and has the cluster ask the one that answers. */
  Fleet(Cluster cluster) throws IOException {
    this.cluster = cluster;
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    api = launchApi();
    api.awaitStart();
    cluster.ask(port);
    for (int i = 0; i < WORKERS; i++) {
      workers.add(cluster.launch("worker"));
    }
    workers.forEach(Node::awaitStart);
  }

  private Node launchApi() throws IOException {
    return cluster.launch("api", Map.of("SERVER_PORT", Integer.toString(port)));
  }

  int workers() {
    return WORKERS;
  }

  void killApi() throws IOException, InterruptedException {
    signal(api, "KILL");
    api = launchApi();
  }

  void kill(int which) throws IOException, InterruptedException {
    signal(workers.get(which), "KILL");
    replace(which);
  }

  /**
   * Stops a worker's process where it is.
   *
   * @param faults that come until it goes on
   */
  void freeze(int which, int faults) throws IOException, InterruptedException {
    signal(workers.get(which), "STOP");
    frozen.put(workers.get(which), faults);
  }

  boolean isFrozen(int which) {
    return frozen.containsKey(workers.get(which));
  }

  /** Asks a worker to end, and waits until it has. */
  void stop(int which) throws IOException, InterruptedException {
    terminate(workers.get(which));
    replace(which);
  }

  private void replace(int which) throws IOException {
    frozen.remove(workers.get(which));
    workers.set(which, cluster.launch("worker"));
  }

  /** Lets those go on whose time has come, or all. */
  void thaw(boolean isAll) throws IOException, InterruptedException {
    for (Node node : List.copyOf(frozen.keySet())) {
      int left = frozen.merge(node, -1, Integer::sum);
      if (isAll || left <= 0) {
        signal(node, "CONT");
        frozen.remove(node);
      }
    }
  }

  /**
   * Starts a node again that could not start for want of a database or a disk, as whoever runs it
   * would; one that ended by itself for any other reason, or after it had started, is an error.
   */
  void replaceFallen() throws IOException {
    for (int i = 0; i < workers.size(); i++) {
      if (hasFallen(workers.get(i))) {
        replace(i);
      }
    }
    if (hasFallen(api)) {
      api = launchApi();
    }
  }

  boolean hasStarted() throws IOException {
    replaceFallen();
    return Stream.concat(Stream.of(api), workers.stream()).allMatch(Node::hasStarted);
  }

  /** Ends every node, and starts one of all roles once more, which sweeps what they left behind. */
  void sweep() throws IOException, InterruptedException {
    for (Node node : workers) {
      terminate(node);
    }
    terminate(api);
    Node last = cluster.launch("api,worker");
    last.awaitStart();
    terminate(last);
  }

  /** Sends a signal, unless the node has fallen meanwhile: it may do so at any moment. */
  private static void signal(Node node, String name) throws IOException, InterruptedException {
    try {
      node.signal(name);
    } catch (IOException gone) {
      if (!hasFallen(node)) {
        throw gone;
      }
    }
  }

  private static void terminate(Node node) throws IOException, InterruptedException {
    signal(node, "TERM");
    int status = node.end(STOP);
    if (status != TERMINATED && !hasFallen(node)) {
      throw new AssertionError("ended with " + status + " after SIGTERM:\n" + node.said());
    }
  }

  private static boolean hasFallen(Node node) throws IOException {
    boolean hasFallen = !node.isAlive();
    if (hasFallen && (node.hasStarted() || !couldNotStart(node))) {
      throw new AssertionError("a node ended by itself:\n" + node.said());
    }
    return hasFallen;
  }

  private static boolean couldNotStart(Node node) throws IOException {
    return NO_START.stream().anyMatch(node.said()::contains);
  }
}
