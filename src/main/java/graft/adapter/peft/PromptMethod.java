package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.adapter.AdapterMethod;
import graft.adapter.layer.Modules;
import graft.adapter.place.NoPlace;
import graft.adapter.word.VirtualWords;
import graft.site.Pass;
import graft.site.Setup;
import graft.site.Site;
import graft.site.Sites;
import graft.site.WordSite;
import graft.spec.Fault;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Trained vectors before those of a text's words. */
interface PromptMethod extends AdapterMethod {
  /** The attribute that says how many. */
  String NUMBER = "num_virtual_tokens";

  int virtualTokens();

  /**
   * Creates what makes the vectors (P, width).
   *
   * @param modules sized by the number of virtual tokens
   */
  Function<Pass, NDArray> rows(WordSite site, Modules modules);

  @Override
  default List<WordSite> places(Sites sites) {
    return sites.words().stream().toList();
  }

  @Override
  default Fault placeless(Sites sites) {
    return NoPlace.withoutTokens();
  }

  @Override
  default String attribute(Site place) {
    return NUMBER;
  }

  @Override
  default Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, Modules.SHARED, Optional.empty(), NUMBER);
    Setup.Builder setup = Setup.builder();
    for (WordSite site : places(sites)) {
      setup.put(site, new VirtualWords(virtualTokens(), rows(site, modules)));
    }
    return setup.build();
  }
}
