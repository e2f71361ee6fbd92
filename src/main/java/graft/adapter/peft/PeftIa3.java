package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.adapter.LinearMethod;
import graft.adapter.layer.Modules;
import graft.adapter.linear.Ia3Module;
import graft.adapter.place.Strays;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.site.Sites;
import graft.spec.adapter.PeftIa3Config;
import graft.tensor.Init;
import graft.tensor.Ops;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * (IA)^3 (Liu et al. 2022) at the linear layers that PEFT's rules choose: {@code y = (W x + b) ⊙ l}
 * with l of shape (out, 1), or {@code y = W (x ⊙ l) + b} with l of shape (1, in).
 */
public record PeftIa3(PeftIa3Config config) implements LinearMethod, PeftMethod {
  private static final String VECTOR = "ia3_l";

  @Override
  public List<LinearSite> places(Sites sites) {
    return sites.linear().stream()
        .filter(site -> config.targetModules().has(site.id().modulePath()))
        .toList();
  }

  @Override
  public void find(Strays strays) {
    strays.targets(config.targetModules());
    List<String> adapted = strays.paths(site -> config.targetModules().has(site.id().modulePath()));
    config.feedforwardModules().stream()
        .filter(name -> adapted.stream().noneMatch(path -> PeftIa3Config.isFeedforward(path, name)))
        .forEach(name -> strays.notAdapted(name, "feedforward_modules"));
  }

  @Override
  public Mergeable module(LinearSite site, Modules modules) {
    return config.rescalesInput(site.id().modulePath())
        ? new InputRescaling(modules.create(site.id(), VECTOR, Init.ONES, 1, site.in()))
        : new Ia3Module(modules.create(site.id(), VECTOR, Init.ONES, site.out(), 1), 1);
  }

  /** The input of a projection rescaled; {@code l} is (1, in). A merge leaves the bias alone. */
  record InputRescaling(NDArray l) implements Mergeable {
    @Override
    public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
      return base.apply(Ops.mul(x, l.reshape(new Shape(l.getShape().get(1)))));
    }

    @Override
    public LinearWeights merge(LinearWeights base) {
      return base.withWeight(Ops.mul(base.weight(), l));
    }
  }
}
