package graft.adapter;

import graft.adapter.layer.Gate;
import graft.adapter.layer.Modules;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.Setup;
import graft.site.Sites;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Optional;

/** A method that puts one module around each of the projections that it chooses. */
public interface LinearMethod extends AdapterMethod {
  @Override
  List<LinearSite> places(Sites sites);

  /** Creates the module of one projection. */
  LinearAdapter module(LinearSite site, Modules modules);

  /** If present, all modules start alike. */
  default Optional<Long> seed() {
    return Optional.empty();
  }

  /** Whether modules have gates. */
  default boolean isGated() {
    return false;
  }

  @Override
  default Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, "loras", seed(), "r");
    Setup.Builder setup = Setup.builder();
    if (isGated()) {
      setup.readsWholeRows(Gate.WHOLE_ROWS);
    }
    for (LinearSite site : places(sites)) {
      setup.put(site, module(site, modules));
    }
    return setup.build();
  }
}
