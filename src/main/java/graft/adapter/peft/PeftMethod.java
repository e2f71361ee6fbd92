package graft.adapter.peft;

import graft.adapter.AdapterMethod;
import graft.adapter.place.NoPlace;
import graft.adapter.place.SiteInventory;
import graft.site.Site;
import graft.site.Sites;
import graft.spec.Fault;

/** A method at what {@code target_modules} names, as PEFT's rules choose it. */
interface PeftMethod extends AdapterMethod {
  /** Its name in configurations. */
  String TARGETS = "target_modules";

  @Override
  default Fault placeless(Sites sites) {
    return NoPlace.of(
        TARGETS,
        "names no linear layer of the model, which has " + new SiteInventory(sites).ofLinear());
  }

  @Override
  default String attribute(Site place) {
    return TARGETS;
  }
}
