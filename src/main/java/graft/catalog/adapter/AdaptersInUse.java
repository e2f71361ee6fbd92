package graft.catalog.adapter;

import graft.catalog.InUse;
import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.Owner;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Says which adapter needs its base model. */
@Component
class AdaptersInUse implements InUse {
  private final AdapterRows rows;

  AdaptersInUse(AdapterRows rows) {
    this.rows = rows;
  }

  @Override
  public Optional<String> ofFile(Owner owner, FileId id) {
    return Optional.empty();
  }

  @Override
  public Optional<String> ofModel(Owner asking, String name) {
    return rows.firstOfAll(name)
        .map(adapter ->
            adapter.owner().equals(asking)
                ? "adapter " + adapter.getId() + " is trained on it"
                : "an adapter of somebody else is trained on it");
  }

  @Override
  public Optional<String> ofAdapter(Owner owner, AdapterId id) {
    return Optional.empty();
  }
}
