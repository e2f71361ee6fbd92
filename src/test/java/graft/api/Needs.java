package graft.api;

import graft.catalog.InUse;
import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.Owner;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A job that needs what a test says. */
public class Needs implements InUse {
  private final Set<String> needed = ConcurrentHashMap.newKeySet();

  public void need(String id) {
    needed.add(id);
  }

  @Override
  public Optional<String> ofFile(Owner owner, FileId id) {
    return of(id.value());
  }

  @Override
  public Optional<String> ofModel(Owner asking, String name) {
    return of(name);
  }

  @Override
  public Optional<String> ofAdapter(Owner owner, AdapterId id) {
    return of(id.value());
  }

  private Optional<String> of(String id) {
    return needed.contains(id) ? Optional.of("job ftjob-1 is running") : Optional.empty();
  }
}
