package graft.recipe.local;

import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.model.BaseModel;
import graft.recipe.Resolution;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.Parameters;

/** Says what a configuration means for a model: fits it, counts, and forgets it. */
final class Fitting {
  private Fitting() {}

  static Resolution resolve(BaseModel model, AdapterConfig config) {
    try (NDManager manager = model.newManager()) {
      Adapter adapter = Adapter.fit(config, model.sites(), Parameters.in(manager, 0));
      long trainable =
          adapter.parameters().trainable().stream()
              .mapToLong(parameter -> parameter.value().getShape().size())
              .sum();
      long all = adapter.parameters().count();
      long total = model.facts().parameters() + all;
      return new Resolution(
          config,
          adapter.setup().paths(),
          trainable,
          total,
          100.0 * trainable / total,
          all * Float.BYTES);
    }
  }
}
