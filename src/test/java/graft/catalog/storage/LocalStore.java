package graft.catalog.storage;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A server that speaks S3, with one bucket. */
public final class LocalStore implements AutoCloseable {
  public static final String BUCKET = "tuning";

  private final LocalS3 server;

  private LocalStore(LocalS3 server) {
    this.server = server;
  }

  /**
   * @param directory where it keeps what it is given
   */
  public static LocalStore start(Path directory) {
    return start(directory, -1);
  }

  /** The same at a port, with what it had when it was there before. */
  public static LocalStore start(Path directory, int port) {
    LocalS3 server =
        LocalS3.builder()
            .port(port)
            .mode(LocalS3Mode.PERSISTENCE)
            .dataPath(directory.toString())
            .build();
    server.start();
    LocalStore store = new LocalStore(server);
    try (S3Client client = store.client()) {
      if (client.listBuckets().buckets().isEmpty()) {
        client.createBucket(create -> create.bucket(BUCKET));
      }
    }
    return store;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  S3Settings settings(String prefix) {
    return settings(endpoint(), prefix);
  }

  private static S3Settings settings(URI endpoint, String prefix) {
    return new S3Settings(
        BUCKET,
        Optional.of(endpoint),
        "us-east-1",
        prefix,
        0,
        Optional.of(new S3Settings.Keys("access", "secret")));
  }

  S3Client client() {
    return BlobsConfiguration.client(settings(""));
  }

  /** Of all objects. */
  public List<String> keys() {
    return keys(endpoint());
  }

  /** Of all objects of a store that is elsewhere. */
  public static List<String> keys(URI endpoint) {
    try (S3Client client = BlobsConfiguration.client(settings(endpoint, ""))) {
      return client.listObjectsV2Paginator(list -> list.bucket(BUCKET)).contents().stream()
          .map(S3Object::key)
          .toList();
    }
  }

  @Override
  public void close() {
    server.shutdown();
  }
}
