package graft.model.family;

import graft.architecture.ModelConfig;
import graft.model.block.Frequencies;
import graft.spec.Excerpt;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of rotary positions: {@code rope_theta} and {@code rope_scaling}, or
 * {@code rope_parameters} in files of transformers 5.
 */
final class RotaryConfig {
  private static final String PARAMETERS = "rope_parameters";
  private static final String SCALING = "rope_scaling";
  private static final String THETA = "rope_theta";

  private RotaryConfig() {}

  /**
   * The frequencies of all layers.
   *
   * @param positions that the model was made for, unless the scaling says how many there were at
   *     first
   */
  static Frequencies of(ModelConfig config, int headSize, int positions, double theta) {
    return of(config, parameters(config), headSize, positions, theta);
  }

  /** The object that describes them; keys of both kinds of file in one. */
  private static ModelConfig parameters(ModelConfig config) {
    Map<String, @Nullable Object> all = new HashMap<>();
    if (config.isSet(THETA)) {
      all.put(THETA, config.json().get(THETA));
    }
    for (String key : new String[] {SCALING, PARAMETERS}) {
      Object value = config.json().get(key);
      if (value instanceof Map<?, ?> map) {
        map.forEach((name, each) -> all.put(String.valueOf(name), each));
      } else if (value != null) {
        throw config.refusal(key + " must be an object");
      }
    }
    return new ModelConfig(all);
  }

  private static Frequencies of(
      ModelConfig config, ModelConfig said, int headSize, int positions, double theta) {
    Frequencies plain = new Frequencies.Plain(said.positive(THETA, theta), headSize);
    String type = said.text("rope_type", said.text("type", "default"));
    return switch (type) {
      case "default" -> plain;
      case "linear" -> new Frequencies.Linear(plain, said.positive("factor", 1));
      case "llama3" ->
          new Frequencies.Llama3(
              plain,
              said.positive("factor", 8),
              said.positive("low_freq_factor", 1),
              said.positive("high_freq_factor", 4),
              said.size("original_max_position_embeddings", positions));
      default ->
          throw config.refusal(
              "rope_scaling is of type %s; default, linear and llama3 are computed here"
                  .formatted(Excerpt.printable(type)));
    };
  }
}
