package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.adapter.place.NoPlace;
import graft.adapter.place.SiteInventory;
import graft.adapter.place.Strays;
import graft.site.NormAdapter;
import graft.site.NormSite;
import graft.site.NormWeights;
import graft.site.Setup;
import graft.site.Sites;
import graft.spec.Fault;
import graft.spec.adapter.PeftLnTuningConfig;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Norms that are trained (Zhao et al. 2024): copies of their weights take the place of these. */
public record PeftLnTuning(PeftLnTuningConfig config) implements PeftMethod {
  @Override
  public List<NormSite> places(Sites sites) {
    return sites.norms().stream().filter(site -> config.has(site.id().modulePath())).toList();
  }

  @Override
  public Fault placeless(Sites sites) {
    return NoPlace.of(
        TARGETS, "names no norm of the model, which has " + new SiteInventory(sites).ofNorms());
  }

  @Override
  public void find(Strays strays) {
    strays.norms(config.targetModules());
  }

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules =
        Modules.of(parameters, "ln_tuning_layers", Optional.empty(), "target_modules");
    Setup.Builder setup = Setup.builder();
    for (NormSite site : places(sites)) {
      NDArray weight = modules.copy(site.id(), "weight", site.weights().weight());
      NDArray frozen = site.weights().bias();
      NDArray bias = frozen == null ? null : modules.copy(site.id(), "bias", frozen);
      setup.put(site, new Trained(weight, bias));
    }
    return setup.build();
  }

  /**
   * A norm's own weights.
   *
   * @param weight (H)
   * @param bias (H); null where the norm has none
   */
  record Trained(NDArray weight, @Nullable NDArray bias) implements NormAdapter {
    @Override
    public NormWeights of(NormWeights base) {
      NDArray like = base.weight();
      return new NormWeights(
          Ops.castLike(weight, like), bias == null ? null : Ops.castLike(bias, like));
    }
  }
}
