package graft.resume.fault;

import graft.resume.Cluster;
import graft.resume.Memory;
import graft.resume.Node;
import graft.resume.fault.Fault.Relief;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** One node that answers and some that work, of which there are always as many again. */
final class Fleet {
  private static final int WORKERS = 2;

  /** What a Java process ends with after SIGTERM. */
  private static final int TERMINATED = 143;

  /** Of the drain, and of a database that is away while it is waited for. */
  private static final Duration STOP = Duration.ofMinutes(3);

  /** What a node says that could not start, and need not end in an error. */
  private static final List<String> NO_START =
      List.of(
          "The database ",
          "o space left",
          "GRAFT_DATA",
          "The store of files ",
          "Read-only file system");

  private final Cluster cluster;
  private final List<Place> places = new ArrayList<>();
  private final List<Node> workers = new ArrayList<>();

  /** Those that got no more memory for a while: they may end by themselves. */
  private final Set<Node> starved = new HashSet<>();

  private final Set<Node> frozen = new HashSet<>();
  private Node api;

  /**
   * Where a node lives, one after the other.
   *
   * @param data its data directory
   * @param environment what is its own
   */
  private record Place(SetClock clock, Path data, Map<String, String> environment) {}

  /**
   * Starts all of them, and has the cluster ask the one that answers.
   *
   * @param library makes their clocks
   * @param isApart whether each has a data directory of its own
   */
  Fleet(Cluster cluster, Path library, boolean isApart) throws IOException {
    this.cluster = cluster;
    int port = freePort();
    for (int i = 0; i <= WORKERS; i++) {
      places.add(place(library, i, isApart));
    }
    places.getFirst().environment.put("SERVER_PORT", Integer.toString(port));
    api = launchApi();
    api.awaitStart();
    cluster.ask(port);
    for (int i = 0; i < WORKERS; i++) {
      workers.add(launchWorker(i));
    }
    workers.forEach(Node::awaitStart);
  }

  /** A port that nobody has. */
  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private Place place(Path library, int number, boolean isApart) throws IOException {
    SetClock clock = SetClock.create(library, library.resolveSibling("clock-" + number));
    Map<String, String> environment = new HashMap<>(clock.environment());
    Path data = isApart ? cluster.data().resolve("node-" + number) : cluster.data();
    environment.put("GRAFT_DATA", Files.createDirectories(data).toString());
    environment.put("GRAFT_MODELS", cluster.data().resolve("models").toString());
    return new Place(clock, data, environment);
  }

  private Node launchApi() throws IOException {
    return cluster.launch("api", places.getFirst().environment);
  }

  private Node launchWorker(int which) throws IOException {
    return cluster.launch("worker", places.get(1 + which).environment);
  }

  /** The data directories of the nodes. */
  List<Path> disks() {
    return places.stream().map(Place::data).distinct().toList();
  }

  /** A worker by its number. */
  int any(Random random) {
    return random.nextInt(WORKERS);
  }

  /** The clock of a node. */
  SetClock anyClock(Random random) {
    return places.get(random.nextInt(places.size())).clock;
  }

  void killApi() throws IOException, InterruptedException {
    signal(api, "KILL");
    api = launchApi();
  }

  void kill(int which) throws IOException, InterruptedException {
    signal(workers.get(which), "KILL");
    replace(which);
  }

  /** Stops a worker's process where it is, until it is let go on. */
  Relief freeze(int which) throws IOException, InterruptedException {
    Node node = workers.get(which);
    signal(node, "STOP");
    frozen.add(node);
    return () -> {
      if (frozen.remove(node)) {
        signal(node, "CONT");
      }
    };
  }

  /** Lets a worker's process have no more memory than it has, until that is over. */
  Relief starve(int which) throws IOException, InterruptedException {
    Node node = workers.get(which);
    starved.add(node);
    Memory.limit(node, Memory.data(node));
    return () -> Memory.free(node);
  }

  /** Asks a worker to end, and waits until it has. */
  void stop(int which) throws IOException, InterruptedException {
    terminate(workers.get(which));
    replace(which);
  }

  private void replace(int which) throws IOException {
    frozen.remove(workers.get(which));
    workers.set(which, launchWorker(which));
  }

  /**
   * Starts a node again that could not start for want of a database or a disk, as whoever runs it
   * would; one that ended by itself for any other reason, or after it had started, is an error,
   * unless it got no memory.
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

  /**
   * Ends every node, and starts one in each place once more, which sweeps what they left behind.
   */
  void sweep() throws IOException, InterruptedException {
    for (Node node : workers) {
      terminate(node);
    }
    terminate(api);
    for (Place place : places) {
      Node last = cluster.launch("api,worker", place.environment);
      last.awaitStart();
      terminate(last);
    }
  }

  /** Sends a signal, unless the node has fallen meanwhile: it may do so at any moment. */
  private void signal(Node node, String name) throws IOException, InterruptedException {
    try {
      node.signal(name);
    } catch (IOException gone) {
      if (!hasFallen(node)) {
        throw gone;
      }
    }
  }

  private void terminate(Node node) throws IOException, InterruptedException {
    signal(node, "TERM");
    int status = node.end(STOP);
    if (status != TERMINATED && !hasFallen(node)) {
      throw new AssertionError("ended with " + status + " after SIGTERM:\n" + node.said());
    }
  }

  private boolean hasFallen(Node node) throws IOException {
    boolean hasFallen = !node.isAlive();
    if (hasFallen && !starved.contains(node) && (node.hasStarted() || !couldNotStart(node))) {
      throw new AssertionError("a node ended by itself:\n" + node.said());
    }
    return hasFallen;
  }

  private static boolean couldNotStart(Node node) throws IOException {
    return NO_START.stream().anyMatch(node.said()::contains);
  }
}
