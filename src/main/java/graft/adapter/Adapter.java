package graft.adapter;

import graft.adapter.linear.Folded;
import graft.adapter.peft.Unmergeable;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.Mergeable;
import graft.site.NormSite;
import graft.site.NormWeights;
import graft.site.Setup;
import graft.site.Sites;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import graft.tensor.Gradients;
import graft.tensor.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An adapter fitted to a base model. Its tensors belong to the manager of its parameters. */
public final class Adapter {
  private final AdapterConfig config;
  private final Sites sites;
  private final Parameters parameters;
  private final Setup setup;

  private Adapter(AdapterConfig config, Sites sites, Parameters parameters, Setup setup) {
    this.config = config;
    this.sites = sites;
    this.parameters = parameters;
    this.setup = setup;
  }

  /**
   * Creates the adapter's tensors.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} by attribute if the model has no place
   *     for it, or it is too large
   */
  public static Adapter fit(AdapterConfig config, Sites sites, Parameters parameters) {
    Setup setup = AdapterMethod.placed(config, sites).fit(sites, parameters);
    return new Adapter(config, sites, parameters, setup);
  }

  /** One that adds nothing, for a base model that answers by itself. */
  public static Adapter none(Sites sites, Parameters parameters) {
    return new Adapter(Presets.DEFAULT, sites, parameters, Setup.EMPTY);
  }

  public AdapterConfig config() {
    return config;
  }

  public Parameters parameters() {
    return parameters;
  }

  /** The adapter switched on. */
  public Setup setup() {
    return setup;
  }

  /**
   * The adapter folded into weights beside the base model's, which stay as they are.
   *
   * @throws GraftException {@link ErrorCode#NOT_MERGEABLE} with the first site that cannot
   */
  public Setup merged() {
    Map<LinearSite, Mergeable> changed = mergeable();
    return Gradients.off(() -> {
      Setup.Builder folded = besideProjections();
      changed.forEach(
          (site, adapter) -> folded.put(site, new Folded(adapter, site.weights()).weights()));
      return folded.build();
    });
  }

  /**
   * The same, with the weights of each projection made whenever a pass comes by: for few passes, in
   * the memory of one projection instead of all.
   *
   * @throws GraftException {@link ErrorCode#NOT_MERGEABLE} as {@link #merged} does
   */
  public Setup mergedInPassing() {
    Map<LinearSite, Mergeable> changed = mergeable();
    return Gradients.off(() -> {
      Setup.Builder folded = besideProjections();
      changed.forEach((site, adapter) -> folded.put(site, new Folded(adapter, site.weights())));
      return folded.build();
    });
  }

  /**
   * The projections that the adapter changes, with what is to be folded into each: for whoever
   * takes one after the other.
   *
   * @throws GraftException {@link ErrorCode#NOT_MERGEABLE} as {@link #merged} does
   */
  public Map<LinearSite, Mergeable> mergeable() {
    if (setup.reachesBeyondWeights()) {
      throw new GraftException(
          ErrorCode.NOT_MERGEABLE,
          beyondWeights() + " does not merge: it is not a change of weights");
    }
    Map<LinearSite, Mergeable> changed = new LinkedHashMap<>();
    for (LinearSite site : sites.linear()) {
      setup.linear(site.id()).ifPresent(adapter -> changed.put(site, mergeable(site, adapter)));
    }
    return changed;
  }

  /** What of the adapter is no change of weights, by name. */
  private String beyondWeights() {
    return config.parts().size() == 1
        ? "a " + config.method() + " adapter"
        : config.parts().stream()
            .filter(part -> !part.changesWeights())
            .map(AdapterConfig::method)
            .collect(Collectors.joining(" and its ", "a union with its ", ""));
  }

  /**
   * The same adapter with flat prefixes, which give the same outputs.
   *
   * @param flat gets its tensors; made outside of any scope
   * @throws GraftException {@link ErrorCode#NOTHING_TO_EJECT} unless a network makes its prefixes
   */
  public Adapter ejected(Parameters flat) {
    return Ejection.of(config, parameters, sites, flat);
  }

  /** What a merge changes that is no projection. */
  private Setup.Builder besideProjections() {
    Setup.Builder folded = Setup.builder();
    // The trained vectors are as cheap as a table of their own.
    sites
        .words()
        .ifPresent(site -> setup.word(site.id()).ifPresent(words -> folded.put(site, words)));
    for (NormSite site : sites.norms()) {
      Optional<NormWeights> norm = setup.norm(site.id()).map(adapter -> adapter.of(site.weights()));
      norm.ifPresent(weights -> folded.put(site, _ -> weights));
    }
    return folded;
  }

  private Mergeable mergeable(LinearSite site, LinearAdapter adapter) {
    if (adapter instanceof Mergeable mergeable) {
      return mergeable;
    }
    throw new GraftException(
        ErrorCode.NOT_MERGEABLE,
        "the "
            + config.method()
            + " module at "
            + site.id()
            + " does not merge: "
            + (adapter instanceof Unmergeable known
                ? known.reason()
                : "its gate depends on the input (use_gating)"));
  }
}
