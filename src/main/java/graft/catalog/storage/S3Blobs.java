package graft.catalog.storage;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket. A file is an object, a directory one for each of its files, named as they lie below the
 * data directory. The disk of this node is a cache of it.
 */
final class S3Blobs implements Blobs, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(S3Blobs.class);

  /** Longer than anybody takes from an object to its row. */
  private static final Duration IN_THE_MAKING = Duration.ofDays(1);

  /** Objects that S3 deletes at a time. */
  private static final int MOST_DELETED = 1000;

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final Path data;
  private final Clock clock;

  /** What is being brought, so that it is brought once. */
  private final ConcurrentMap<Path, Object> coming = new ConcurrentHashMap<>();

  /**
   * @param client closed with this
   * @param data the data directory, where each lasting place is
   */
  S3Blobs(S3Client client, String bucket, String prefix, Path data, Clock clock) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
    this.data = data;
    this.clock = clock;
  }

  @Override
  public void keep(Path local, Path lasting) {
    String key = key(lasting);
    for (Path file : files(local)) {
      String name = file.equals(local) ? key : key + "/" + slashed(local.relativize(file));
      asking(
          () -> client.putObject(put -> put.bucket(bucket).key(name), RequestBody.fromFile(file)));
    }
  }

  @Override
  public void requireThere() {
    asking(() -> client.listObjectsV2(list -> list.bucket(bucket).prefix(prefix).maxKeys(1)));
  }

  @Override
  public boolean isElsewhere() {
    return true;
  }

  @Override
  public Path onDisk(Path lasting) {
    if (!Files.exists(lasting)) {
      Object turn = coming.computeIfAbsent(lasting, _ -> new Object());
      synchronized (turn) {
        try {
          if (!Files.exists(lasting)) {
            bring(lasting);
          }
        } finally {
          coming.remove(lasting, turn);
        }
      }
    }
    return lasting;
  }

  private void bring(Path lasting) {
    String key = key(lasting);
    List<String> names = named(key).map(S3Object::key).toList();
    if (names.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(lasting.resolveSibling(""));
      Path arriving = Files.createTempDirectory(lasting.resolveSibling(""), "fetched-");
      try {
        Path whole = arriving.resolve("whole");
        for (String name : names) {
          Path file = name.equals(key) ? whole : whole.resolve(name.substring(key.length() + 1));
          Files.createDirectories(file.resolveSibling(""));
          asking(() -> client.getObject(get -> get.bucket(bucket).key(name), file));
        }
        Disk.rename(whole, lasting);
      } finally {
        Disk.deleteOrLeave(arriving);
      }
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException another) {
      LOG.debug("{} was brought by another process meanwhile", lasting);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  @Override
  public void deleteOrLeave(Path lasting) {
    Disk.deleteOrLeave(lasting);
    try {
      delete(named(key(lasting)).map(S3Object::key).toList());
    } catch (GraftException e) {
      LOG.warn("{} could not be deleted from the store; the next start tries again", lasting, e);
    }
  }

  @Override
  public void sweep(Path directory, Predicate<String> hasRow) {
    String below = key(directory) + "/";
    Instant before = clock.instant().minus(IN_THE_MAKING);
    Map<String, List<S3Object>> entries =
        objects(below)
            .collect(
                Collectors.groupingBy(
                    object -> object.key().substring(below.length()).split("/", 2)[0],
                    TreeMap::new,
                    Collectors.toList()));
    entries.forEach((name, objects) -> {
      boolean isOld = objects.stream().allMatch(o -> o.lastModified().isBefore(before));
      if (isOld && !hasRow.test(name)) {
        LOG.info("Deleting {}{} from the store, which an earlier process left", below, name);
        delete(objects.stream().map(S3Object::key).toList());
      }
    });
  }

  /** The objects of one artifact. */
  private Stream<S3Object> named(String key) {
    return objects(key)
        .filter(object -> object.key().equals(key) || object.key().startsWith(key + "/"));
  }

  private Stream<S3Object> objects(String below) {
    return asking(() ->
        client.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(below)).contents().stream()
            .toList()
            .stream());
  }

  private void delete(List<String> keys) {
    for (int from = 0; from < keys.size(); from += MOST_DELETED) {
      List<ObjectIdentifier> some =
          keys.subList(from, Math.min(keys.size(), from + MOST_DELETED)).stream()
              .map(key -> ObjectIdentifier.builder().key(key).build())
              .toList();
      asking(() ->
          client.deleteObjects(
              delete -> delete.bucket(bucket).delete(Delete.builder().objects(some).build())));
    }
  }

  private String key(Path lasting) {
    return prefix + slashed(data.relativize(lasting));
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }

  private static List<Path> files(Path local) {
    try (Stream<Path> files = Files.walk(local)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private static <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      throw new GraftException(
          ErrorCode.STORAGE_UNAVAILABLE, "the store of files does not answer as it should", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
