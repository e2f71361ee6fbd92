package graft.adapter;

import graft.adapter.layer.Glow;
import graft.adapter.layer.Limits;
import graft.adapter.layer.Modules;
import graft.adapter.layer.Nice;
import graft.adapter.layer.Subnetwork;
import graft.site.EmbeddingAdapter;
import graft.site.EmbeddingSite;
import graft.site.Setup;
import graft.site.Sites;
import graft.spec.Activation;
import graft.spec.Check;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.attribute.InvertibleConfig;
import graft.spec.adapter.attribute.InvertibleConfig.Coupling;
import java.util.Optional;

/**
 * The invertible part of a language adapter (MAD-X, Pfeiffer et al. 2020): a coupling between the
 * halves of the embeddings, undone before the vocabulary projection of a language model's head and
 * nowhere else, which the reference's documentation says otherwise (D8). It stands whatever layers
 * are left out.
 *
 * @param factor by how much a subnetwork is narrower inside than its input
 */
record Invertible(Coupling coupling, double factor, Activation activation) {
  /** The part that the configuration asks for, if it does. */
  static Optional<Invertible> of(BottleneckConfig config) {
    InvertibleConfig part = config.invertible();
    return part.invAdapter()
        .map(coupling ->
            new Invertible(
                coupling, part.invAdapterReductionFactor().orElseThrow(), config.nonLinearity()));
  }

  /** Creates the tensors, named after the module that holds the embeddings. */
  void fit(Sites sites, Modules modules, Setup.Builder setup) {
    Check check = new Check();
    check.that(
        !sites.embedding().isEmpty(),
        "inv_adapter",
        "must not be set for a model without token embeddings");
    for (EmbeddingSite site : sites.embedding()) {
      long half = site.width() / 2;
      // The halves of an odd width differ by one.
      Limits.requireWidth(
          check, "inv_adapter_reduction_factor", inside(site.width() - half), site.id());
      check.that(
          inside(half) >= 1,
          "inv_adapter_reduction_factor",
          "must be at most %d, half the width at %s, not %s".formatted(half, site.id(), factor));
    }
    check.done();
    sites.embedding().forEach(site -> setup.put(site, coupling(site, modules)));
  }

  private EmbeddingAdapter coupling(EmbeddingSite site, Modules modules) {
    String path = site.holder();
    long left = site.width() / 2;
    long right = site.width() - left;
    return switch (coupling) {
      case NICE ->
          new Nice(
              left,
              Subnetwork.create(modules, path, "F", activation, widths(right, left)),
              Subnetwork.create(modules, path, "G", activation, widths(left, right)));
      case GLOW ->
          new Glow(
              left,
              Subnetwork.create(modules, path, "s1", activation, widths(left, 2 * right)),
              Subnetwork.create(modules, path, "s2", activation, widths(right, 2 * left)));
    };
  }

  private Subnetwork.Widths widths(long in, long out) {
    return new Subnetwork.Widths(in, inside(in), out);
  }

  private long inside(long in) {
    return (long) Math.floor(in / factor);
  }
}
