package graft.catalog.storage;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.nio.file.Path;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Files as the objects of a bucket that begin with the settings' prefix. */
public final class Bucket implements AutoCloseable {
  private final S3Client client;
  private final S3Settings settings;

  private Bucket(S3Client client, S3Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  public static Bucket open(S3Settings settings) {
    return new Bucket(BlobsConfiguration.client(settings), settings);
  }

  /** Whether no object begins with the prefix. */
  public boolean isEmpty() {
    return asking(() ->
        client
            .listObjectsV2(
                list -> list.bucket(settings.bucket()).prefix(settings.prefix()).maxKeys(1))
            .contents()
            .isEmpty());
  }

  /** Makes an object of a file; it is there whole or not at all. */
  public void put(String name, Path file) {
    asking(() ->
        client.putObject(
            put -> put.bucket(settings.bucket()).key(settings.prefix() + name),
            RequestBody.fromFile(file)));
  }

  /**
   * Makes a file of an object.
   *
   * @param file in a directory that is there, and not there itself
   * @return whether there is such an object
   */
  public boolean get(String name, Path file) {
    try {
      asking(() ->
          client.getObject(
              get -> get.bucket(settings.bucket()).key(settings.prefix() + name), file));
      return true;
    } catch (NoSuchKeyException missing) {
      return false;
    }
  }

  private <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (NoSuchKeyException missing) {
      throw missing;
    } catch (SdkException e) {
      throw new GraftException(
          ErrorCode.STORAGE_UNAVAILABLE,
          "the bucket %s does not answer as it should: %s"
              .formatted(settings.bucket(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
