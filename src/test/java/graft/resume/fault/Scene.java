package graft.resume.fault;

import graft.resume.Cluster;
import graft.resume.OwnDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Nodes at work, and all that they rest on. */
final class Scene implements AutoCloseable {
  /** After which what no row names is swept from a bucket. */
  private static final Duration IN_THE_MAKING = Duration.ofDays(2);

  private final SetClock clock;
  private final OwnDatabase database;
  private final RoomyDisk disk;
  private final Optional<StoreServer> store;
  private final Cluster cluster;
  private final Fleet fleet;

  /** Where nodes keep what they make. */
  enum Storage {
    /** On a disk that they share. */
    LOCAL,
    /** In a bucket, and each has a disk of its own. */
    S3
  }

  private Scene(
      SetClock clock,
      OwnDatabase database,
      RoomyDisk disk,
      Optional<StoreServer> store,
      Cluster cluster,
      Fleet fleet) {
    this.clock = clock;
    this.database = database;
    this.disk = disk;
    this.store = store;
    this.cluster = cluster;
    this.fleet = fleet;
  }

  /**
   * Starts all of it.
   *
   * @param command what starts a node
   */
  static Scene open(Storage storage, List<String> command, Path place)
      throws IOException, InterruptedException {
    Path library = SetClock.compile(place);
    SetClock clock = SetClock.create(library, place.resolve("clock-of-database"));
    OwnDatabase database = OwnDatabase.start(clock.environment());
    RoomyDisk disk = RoomyDisk.mount(Files.createDirectory(place.resolve("disk")));
    Optional<StoreServer> store =
        storage == Storage.S3
            ? Optional.of(StoreServer.start(Files.createDirectory(place.resolve("store"))))
            : Optional.empty();
    Cluster cluster =
        new Cluster(
            new Cluster.Home(command, place.resolve("disk/data"), place.resolve("logs")),
            database,
            store.map(StoreServer::environment).orElse(Map.of()));
    Fleet fleet = new Fleet(cluster, library, store.isPresent());
    return new Scene(clock, database, disk, store, cluster, fleet);
  }

  Cluster cluster() {
    return cluster;
  }

  Fleet fleet() {
    return fleet;
  }

  /** What may be done to it. */
  List<Fault> faults() {
    return Stream.of(
            NodeFaults.of(fleet),
            DatabaseFaults.of(database),
            DiskFaults.of(disk),
            ClockFaults.of(fleet, clock),
            store.map(StoreFaults::of).orElse(List.of()))
        .flatMap(List::stream)
        .toList();
  }

  History history() {
    return new History(
        database,
        store
            .<Kept>map(server -> new Kept.InBucket(server, fleet.disks()))
            .orElseGet(() -> new Kept.OnDisk(cluster.data())));
  }

  /** Lets nodes sweep what they left behind, also what they might have been at till yesterday. */
  void sweep() throws IOException, InterruptedException {
    clock.set(IN_THE_MAKING);
    fleet.sweep();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    cluster.close();
    store.ifPresent(StoreServer::close);
    disk.close();
    database.close();
  }
}
