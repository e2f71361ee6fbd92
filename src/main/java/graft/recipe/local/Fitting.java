package graft.recipe.local;

import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.model.BaseModel;
import graft.recipe.Resolution;
import graft.recipe.ResolveSpec;
import graft.site.Setup;
import graft.spec.job.SetupSpec;
import graft.tensor.Parameters;

/** Says what a configuration means for a model: fits it, counts, and forgets it. */
final class Fitting {
  private Fitting() {}

  static Resolution resolve(BaseModel model, ResolveSpec spec) {
    try (NDManager manager = model.newManager()) {
      Companions others =
          Companions.open(model, manager, spec.setup(), SetupSpec.NEW, spec.companions());
      Adapter adapter =
          Adapter.fit(spec.adapter(), others.sites(spec.adapter()), Parameters.in(manager, 0));
      Setup setup = others.with(adapter);
      Lengths.requireText(model.facts(), setup);
      long trainable =
          adapter.parameters().trainable().stream()
              .mapToLong(parameter -> parameter.value().getShape().size())
              .sum();
      long all = adapter.parameters().count();
      long total = model.facts().parameters() + all;
      return new Resolution(
          spec.adapter(),
          adapter.setup().paths(),
          trainable,
          total,
          100.0 * trainable / total,
          all * Float.BYTES,
          Lengths.most(model.facts(), setup));
    }
  }
}
