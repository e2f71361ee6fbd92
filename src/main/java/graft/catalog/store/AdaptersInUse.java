package graft.catalog.store;

import graft.catalog.InUse;
import graft.spec.AdapterId;
import graft.spec.FileId;
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
  public Optional<String> ofFile(FileId id) {
    return Optional.empty();
  }

  @Override
  public Optional<String> ofModel(String name) {
    return rows.findFirstByModelOrderBySeq(name)
        .map(adapter -> "adapter " + adapter.getId() + " is trained on it");
  }

  @Override
  public Optional<String> ofAdapter(AdapterId id) {
    return Optional.empty();
  }
}
