package graft.format.convert.peft;

import graft.format.model.ModelDirectory;
import graft.format.model.ModelFacts;
import java.util.Optional;

/**
 * The cache of a base model, which PEFT's prefixes are put into.
 *
 * @param keyHeads how many heads the keys of a layer have, where queries share them; empty if its
 *     configuration does not say
 */
public record CacheShape(int layers, Optional<Integer> keyHeads) {
  private static final String KEY_HEADS = "num_key_value_heads";

  /** Of a model on disk. */
  public static CacheShape of(ModelDirectory model, ModelFacts facts) {
    return new CacheShape(
        facts.layers(),
        Optional.ofNullable(model.config().get(KEY_HEADS))
            .filter(Integer.class::isInstance)
            .map(Integer.class::cast));
  }

  /** The width of one layer's keys, where all layers have so many numbers for a token. */
  int keyWidth(long numbers) {
    return Math.toIntExact(numbers / (2L * layers));
  }
}
