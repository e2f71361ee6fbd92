package graft.format.convert;

import graft.format.model.ModelDirectory;
import graft.format.model.ModelFacts;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a base model's attention is cut: by it PEFT's prefixes are put into the cache, and the rows
 * of a fused projection are told apart.
 *
 * @param heads of the queries of a layer; empty if its configuration does not say
 * @param keyHeads how many heads the keys of a layer have, where queries share them; empty if its
 *     configuration does not say
 */
public record AttentionShape(int layers, Optional<Integer> heads, Optional<Integer> keyHeads) {
  private static final String HEADS = "num_attention_heads";
  private static final String KEY_HEADS = "num_key_value_heads";

  /** Of a model on disk. */
  public static AttentionShape of(ModelDirectory model, ModelFacts facts) {
    return new AttentionShape(
        facts.layers(), whole(model.config(), HEADS), whole(model.config(), KEY_HEADS));
  }

  private static Optional<Integer> whole(
      Map<String, ? extends @Nullable Object> config, String key) {
    return Optional.ofNullable(config.get(key))
        .filter(Integer.class::isInstance)
        .map(Integer.class::cast);
  }

  /** Where every query has a key of its own. */
  public static AttentionShape even(int layers) {
    return new AttentionShape(layers, Optional.empty(), Optional.empty());
  }

  /** How many times as wide as the keys the queries are. */
  public int queriesPerKey() {
    return keyHeads.map(keys -> heads.orElse(keys) / keys).orElse(1);
  }

  /** The width of one layer's keys, where all layers have so many numbers for a token. */
  public int keyWidth(long numbers) {
    return Math.toIntExact(numbers / (2L * layers));
  }
}
