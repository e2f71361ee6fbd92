package graft.catalog.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Deletes at start what a crash left behind: files under temporary names, and complete ones that no
 * row names.
 */
@Component
class OrphanCleaner implements SmartInitializingSingleton {
  private final List<Orphans> rooms;
  private final DataDirectoryOwner owner;

  OrphanCleaner(List<Orphans> rooms, DataDirectoryOwner owner) {
    this.rooms = List.copyOf(rooms);
    this.owner = owner;
  }

  @Override
  public void afterSingletonsInstantiated() {
    try {
      boolean isOurs = owner.isOurs();
      for (Orphans room : rooms) {
        room.sweep(isOurs);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
