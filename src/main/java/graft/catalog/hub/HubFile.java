package graft.catalog.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that a hub is sending. Whoever opened it closes it, which breaks the sending off; another
 * thread may do so.
 *
 * @param size in bytes, where the hub tells it
 * @param seal what its bytes must give, where the hub tells it
 * @param commit the state that it belongs to, where the hub tells it
 */
public record HubFile(
    InputStream body, OptionalLong size, Optional<ContentDigest> seal, Optional<String> commit)
    implements AutoCloseable {
  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
