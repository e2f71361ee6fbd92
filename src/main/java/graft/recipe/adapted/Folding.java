package graft.recipe.adapted;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.model.BaseModel;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.NormSite;
import graft.site.NormWeights;
import graft.site.Setup;
import graft.tensor.Scope;
import org.jspecify.annotations.Nullable;

/** Folds an adapter into weights that live as long as a manager does. */
final class Folding {
  private final NDManager owner;

  private Folding(NDManager owner) {
    this.owner = owner;
  }

  static Setup of(Adapter adapter, BaseModel model, NDManager owner) {
    try (Scope scope = new Scope()) {
      Setup merged = adapter.merged();
      Folding folding = new Folding(owner);
      for (LinearSite site : model.sites().linear()) {
        merged.merged(site.id()).ifPresent(made -> folding.own(made, site.weights(), scope));
      }
      for (NormSite site : model.sites().norms()) {
        merged
            .norm(site.id())
            .map(constant -> constant.of(site.weights()))
            .ifPresent(made -> folding.own(made, site.weights(), scope));
      }
      return merged;
    }
  }

  private void own(LinearWeights made, LinearWeights base, Scope scope) {
    own(made.weight(), base.weight(), scope);
    own(made.bias(), base.bias(), scope);
  }

  private void own(NormWeights made, NormWeights base, Scope scope) {
    own(made.weight(), base.weight(), scope);
    own(made.bias(), base.bias(), scope);
  }

  private void own(@Nullable NDArray made, @Nullable NDArray base, Scope scope) {
    if (made != null && made != base) {
      NDArray kept = scope.keep(made);
      if (kept.getManager() != owner) {
        kept.attach(owner);
      }
    }
  }
}
