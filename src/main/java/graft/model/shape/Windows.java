package graft.model.shape;

import graft.architecture.ModelConfig;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Which layers of a decoder see a window of positions only. */
public final class Windows {
  private static final String LAYER_TYPES = "layer_types";
  private static final String NEAR = RotaryConfig.NEAR;
  private static final String FULL = RotaryConfig.FULL;

  private Windows() {}

  /**
   * How many positions such a layer sees.
   *
   * @param byDefault where the configuration lacks the key; null in it means that there is none
   * @param isAsked whether {@code use_sliding_window} must be true as well
   */
  public static OptionalInt size(ModelConfig config, OptionalInt byDefault, boolean isAsked) {
    if (isAsked && !config.flag("use_sliding_window", false)) {
      return OptionalInt.empty();
    }
    if (config.isSet("sliding_window")) {
      return OptionalInt.of(config.size("sliding_window", 1));
    }
    return config.json().containsKey("sliding_window") ? OptionalInt.empty() : byDefault;
  }

  /** For each layer whether it has the window: as listed, else those from a number on, or all. */
  public static List<Boolean> ofLayers(
      ModelConfig config, int layers, OptionalInt window, boolean isAsked) {
    int first = isAsked ? (int) config.id("max_window_layers", 28) : 0;
    return listedOr(config, layers, window, layer -> layer >= first);
  }

  /** For each layer whether it has the window: as listed, else by its number. */
  public static List<Boolean> listedOr(
      ModelConfig config, int layers, OptionalInt window, IntPredicate rule) {
    if (window.isEmpty()) {
      return Collections.nCopies(layers, false);
    }
    return config.isSet(LAYER_TYPES)
        ? listed(config, layers)
        : IntStream.range(0, layers).mapToObj(rule::test).toList();
  }

  /** The kind of each layer as {@code layer_types} lists it. */
  private static List<Boolean> listed(ModelConfig config, int layers) {
    Object types = config.json().get(LAYER_TYPES);
    if (!(types instanceof List<?> list)
        || list.size() != layers
        || !list.stream().allMatch(type -> NEAR.equals(type) || FULL.equals(type))) {
      throw config.refusal(
          "layer_types must list %s or %s for each of the %d layers".formatted(NEAR, FULL, layers));
    }
    return list.stream().map(NEAR::equals).toList();
  }
}
