package graft.backup;

import graft.catalog.storage.Bucket;
import graft.catalog.storage.S3Settings;
import graft.cli.CannotStart;
import graft.spec.GraftException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A backup below a name in a bucket: the same files as in a directory, the manifest last.
 *
 * @param settings of the bucket, with the name as the prefix of all objects
 */
record RemoteBackup(S3Settings settings) {
  private static final String SCHEME = "s3://";

  /**
   * A place that is written as {@code s3://bucket/name}; empty for one that is written otherwise.
   *
   * @param environment says where the store is and who asks, as it does to the service
   */
  static Optional<RemoteBackup> of(String place, Map<String, String> environment) {
    if (!place.startsWith(SCHEME)) {
      return Optional.empty();
    }
    String[] parts = place.substring(SCHEME.length()).split("/", 2);
    String name = parts.length < 2 ? "" : parts[1].replaceAll("/+$", "");
    if (parts[0].isEmpty() || name.isEmpty()) {
      throw new CannotStart(place + " should be s3://bucket/name");
    }
    String access = environment.getOrDefault("GRAFT_S3_ACCESS_KEY", "");
    return Optional.of(
        new RemoteBackup(
            new S3Settings(
                parts[0],
                Optional.of(environment.getOrDefault("GRAFT_S3_ENDPOINT", ""))
                    .filter(endpoint -> !endpoint.isBlank())
                    .map(URI::create),
                environment.getOrDefault("GRAFT_S3_REGION", "us-east-1"),
                name + "/",
                0,
                access.isBlank()
                    ? Optional.empty()
                    : Optional.of(
                        new S3Settings.Keys(
                            access, environment.getOrDefault("GRAFT_S3_SECRET_KEY", ""))))));
  }

  void requireEmpty() {
    ask(bucket -> {
      if (!bucket.isEmpty()) {
        throw new CannotStart(this + " is not empty; name a place of its own");
      }
    });
  }

  /** Sends what a manifest names, and then the manifest. */
  void send(Path directory, Manifest manifest) {
    ask(bucket -> {
      manifest.files().forEach(file -> bucket.put(file.path(), directory.resolve(file.path())));
      bucket.put(Manifest.NAME, directory.resolve(Manifest.NAME));
    });
  }

  /**
   * Brings the manifest and what it names into an empty directory, unseen.
   *
   * @throws CannotStart if something is not there
   */
  void bring(Path directory) {
    ask(bucket -> {
      if (!bucket.get(Manifest.NAME, directory.resolve(Manifest.NAME))) {
        throw new CannotStart(
            this + " is no backup, or one that was not finished: it has no " + Manifest.NAME);
      }
      for (Manifest.Entry entry : Manifest.read(directory).files()) {
        if (!bucket.get(entry.path(), place(directory, entry))) {
          throw new CannotStart(entry.path() + " is missing from " + this);
        }
      }
    });
  }

  private static Path place(Path directory, Manifest.Entry entry) {
    try {
      Path file = entry.within(directory);
      Files.createDirectories(file.resolveSibling(""));
      return file;
    } catch (IOException e) {
      throw new CannotStart(entry.path() + " cannot be written: " + e.getMessage(), e);
    }
  }

  private void ask(Consumer<Bucket> work) {
    try (Bucket bucket = Bucket.open(settings)) {
      work.accept(bucket);
    } catch (GraftException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public String toString() {
    return SCHEME + settings.bucket() + "/" + settings.prefix().replaceAll("/$", "");
  }
}
