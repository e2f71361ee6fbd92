package graft.catalog.storage;

import java.io.IOException;

/** What one room may have left behind in a crash. */
public interface Orphans {
  /**
   * Deletes it; what another node holds at that moment is left alone.
   *
   * @param isOurDatabase whether a complete file without a row is a leftover; otherwise it may well
   *     have its row in another database
   */
  void sweep(boolean isOurDatabase) throws IOException;
}
