package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.adapter.layer.Modules;
import graft.adapter.linear.ComputedLowRank;
import graft.adapter.linear.LowRank;
import graft.adapter.place.Strays;
import graft.site.LinearSite;
import graft.site.Setup;
import graft.site.Sites;
import graft.spec.adapter.PeftVeraConfig;
import graft.tensor.Init;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import graft.tensor.random.MersenneTwister;
import java.util.List;
import java.util.Optional;

/**
 * VeRA (Kopiczko et al. 2024) at the linear layers that PEFT's rules choose: {@code y = W x + b + v
 * ⊙ B (d ⊙ A x)} with vectors d (r) and v (out) for each, and one frozen pair A (r, widest input)
 * and B (widest output, r), of which each takes as much as it needs. The pair follows from a seed,
 * bit for bit as torch draws it.
 */
public record PeftVera(PeftVeraConfig config) implements PeftMethod {
  private static final String FAMILY = "veras";

  @Override
  public List<LinearSite> places(Sites sites) {
    return sites.linear().stream()
        .filter(site -> config.targets().has(site.id().modulePath()))
        .toList();
  }

  @Override
  public void find(Strays strays) {
    strays.layers(config.layersToTransform(), "layers_to_transform");
    strays.targets(config.targetModules());
  }

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, FAMILY, Optional.empty(), "r");
    List<LinearSite> places = places(sites);
    long in = places.stream().mapToLong(LinearSite::in).max().orElseThrow();
    long out = places.stream().mapToLong(LinearSite::out).max().orElseThrow();
    int r = config.r();
    Modules shared = modules.in(Modules.SHARED).fixed();
    NDArray a = shared.create("", "vera_A", new Init.Known(() -> drawn(in, out).a), r, in);
    NDArray b = shared.create("", "vera_B", new Init.Known(() -> drawn(in, out).b), out, r);
    Setup.Builder setup = Setup.builder();
    for (LinearSite site : places) {
      setup.put(site, module(site, modules, a, b));
    }
    return setup.build();
  }

  private ComputedLowRank module(LinearSite site, Modules modules, NDArray a, NDArray b) {
    Init startOfD =
        config.initWeights() ? new Init.Constant((float) config.dInitial()) : new Init.Normal(1);
    NDArray d = modules.create(site.id(), "vera_lambda_d", startOfD, config.r());
    NDArray v =
        modules.create(
            site.id(), "vera_lambda_b", config.initWeights() ? Init.ZEROS : Init.ONES, site.out());
    return new ComputedLowRank(
        site.id(),
        config.veraDropout(),
        () ->
            new LowRank(
                site.id(),
                Ops.mul(Ops.slice(a, 1, 0, site.in()), column(d)),
                Ops.mul(Ops.slice(b, 0, 0, site.out()), column(v)),
                1,
                0));
  }

  private static NDArray column(NDArray vector) {
    return vector.reshape(new Shape(-1, 1));
  }

  /** The frozen pair, row by row. */
  private record Pair(float[] a, float[] b) {}

  private Pair drawn(long in, long out) {
    MersenneTwister random = new MersenneTwister(config.projectionPrngKey());
    int r = config.r();
    return new Pair(
        random.uniform(Math.toIntExact(r * in), bound(in)),
        random.uniform(Math.toIntExact(out * r), bound(r)));
  }

  /** Of He's uniform initialisation. */
  private static double bound(long columns) {
    return Math.sqrt(3) * Math.sqrt(2) / Math.sqrt(columns);
  }
}
