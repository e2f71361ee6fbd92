package graft.adapter;

import graft.adapter.prefix.Prefixes;
import graft.site.Sites;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PrefixTuningConfig;
import graft.spec.adapter.UnionConfig;
import graft.tensor.Gradients;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import graft.tensor.Scope;

/**
 * Ejects prefixes: the network that makes them is evaluated once, without dropout, and what it
 * gives becomes the parameters. Gates stay. The configuration becomes flat, too, which the
 * reference library forgets (D9).
 */
final class Ejection {
  private Ejection() {}

  /** The prefixes whose network is to go; {@code NOTHING_TO_EJECT} where there is none. */
  private static PrefixTuningConfig networked(AdapterConfig config) {
    return switch (config) {
      case PrefixTuningConfig prefixes when !prefixes.flat() -> prefixes;
      case PrefixTuningConfig flat ->
          throw nothing("the prefixes of this " + flat.method() + " adapter are flat already");
      case UnionConfig union ->
          union.configs().stream()
              .filter(PrefixTuningConfig.class::isInstance)
              .findFirst()
              .map(Ejection::networked)
              .orElseThrow(() -> noPrefixes(union));
      case AdapterConfig other -> throw noPrefixes(other);
    };
  }

  /** The configuration afterwards. */
  private static AdapterConfig flat(AdapterConfig config, PrefixTuningConfig networked) {
    return config instanceof UnionConfig union
        ? new UnionConfig(
            union.configs().stream()
                .map(part -> part.equals(networked) ? networked.flattened() : part)
                .toList())
        : networked.flattened();
  }

  private static GraftException noPrefixes(AdapterConfig config) {
    return nothing("a " + config.method() + " adapter has no prefixes");
  }

  private static GraftException nothing(String fact) {
    return new GraftException(ErrorCode.NOTHING_TO_EJECT, fact + ": there is nothing to eject");
  }

  /**
   * Makes the flat adapter.
   *
   * @param flat gets the tensors
   */
  static Adapter of(AdapterConfig config, Parameters parameters, Sites sites, Parameters flat) {
    PrefixTuningConfig prefixes = networked(config);
    Adapter ejected = Adapter.fit(flat(config, prefixes), sites, flat);
    for (Parameter target : flat.all()) {
      parameters
          .find(target.name())
          .ifPresentOrElse(
              same -> target.set(same.value()), () -> evaluate(prefixes, parameters, target));
    }
    return ejected;
  }

  private static void evaluate(PrefixTuningConfig config, Parameters parameters, Parameter target) {
    Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        Prefixes made = Prefixes.Network.find(config, parameters, target.name());
        target.set(made.stored().reshape(target.value().getShape()));
        return target;
      }
    });
  }
}
