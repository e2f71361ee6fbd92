package graft.adapter;

import graft.adapter.place.LoraSites;
import graft.site.LinearSite;
import graft.site.Site;
import graft.site.Sites;
import graft.spec.Fault;
import graft.spec.adapter.LoraConfig;
import java.util.List;
import java.util.Optional;

/** A method at the projections that AdapterHub's LoRA names. */
interface LoraMethod extends LinearMethod {
  LoraConfig lora();

  @Override
  default Optional<Long> seed() {
    return lora().initWeightsSeed();
  }

  @Override
  default boolean isGated() {
    return lora().useGating();
  }

  @Override
  default List<LinearSite> places(Sites sites) {
    return LoraSites.of(lora(), sites);
  }

  @Override
  default Fault placeless(Sites sites) {
    return LoraSites.placeless(lora(), sites);
  }

  @Override
  default String attribute(Site place) {
    return LoraSites.attribute(place);
  }
}
