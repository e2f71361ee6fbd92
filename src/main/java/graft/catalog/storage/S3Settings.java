package graft.catalog.storage;

import java.net.URI;
import java.util.Optional;

/**
 * A bucket of a store that speaks S3.
 *
 * @param endpoint of the store; empty for AWS itself
 * @param prefix what the names of all objects begin with; empty, or ending with a slash
 * @param cacheBytes of base models that a node keeps copies of; 0 for all that it needed
 * @param keys empty where they come from the environment, as AWS's own tools find them
 */
public record S3Settings(
    String bucket,
    Optional<URI> endpoint,
    String region,
    String prefix,
    long cacheBytes,
    Optional<Keys> keys) {
  /** Who asks. */
  public record Keys(String access, String secret) {
    /** Hides the secret, which must not come into a log. */
    @Override
    public String toString() {
      return access;
    }
  }
}
