package graft.format.adapter;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Adapters as the reference library saved them. */
final class Saved {
  static final Path PFEIFFER = of("pfeiffer");
  static final Path FLAT_PREFIX = of("prefix-flat");

  private Saved() {}

  private static Path of(String name) {
    try {
      return Path.of(Saved.class.getResource("/graft/format/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
