package graft.model.shape;

import graft.architecture.ModelConfig;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

  /**
   * For each layer whether it has the window, where the reference has it in all or in none: it
   * holds the list against its form, wants a size for the windows that it names, and computes
   * without it.
   */
  public static List<Boolean> alike(ModelConfig config, int layers, OptionalInt window) {
    Optional<List<Boolean>> listed = listed(config, layers);
    if (!config.isSet("sliding_window")) {
      requireWindow(config, listed, window);
    }
    return Collections.nCopies(layers, window.isPresent());
  }

  /** For each layer whether it has the window: as listed, else those from a number on. */
  public static List<Boolean> fromLayer(ModelConfig config, int layers, OptionalInt window) {
    int first = (int) config.id("max_window_layers", 28);
    return listedOr(config, layers, window, layer -> layer >= first);
  }

  /** For each layer whether it has the window: as listed, else by its number. */
  public static List<Boolean> listedOr(
      ModelConfig config, int layers, OptionalInt window, IntPredicate rule) {
    Optional<List<Boolean>> listed = listed(config, layers);
    requireWindow(config, listed, window);
    return listed.orElseGet(() ->
        IntStream.range(0, layers)
            .mapToObj(layer -> window.isPresent() && rule.test(layer))
            .toList());
  }

  private static void requireWindow(
      ModelConfig config, Optional<List<Boolean>> listed, OptionalInt window) {
    if (window.isEmpty() && listed.orElse(List.of()).contains(true)) {
      throw config.refusal(
          "layer_types lists %s, but such a model has no window unless use_sliding_window and sliding_window set one"
              .formatted(NEAR));
    }
  }

  /** The kind of each layer as {@code layer_types} lists it; empty without it. */
  private static Optional<List<Boolean>> listed(ModelConfig config, int layers) {
    Object types = config.json().get(LAYER_TYPES);
    if (types == null) {
      return Optional.empty();
    }
    if (!(types instanceof List<?> list)
        || list.size() != layers
        || !list.stream().allMatch(type -> NEAR.equals(type) || FULL.equals(type))) {
      throw config.refusal(
          "layer_types must list %s or %s for each of the %d layers".formatted(NEAR, FULL, layers));
    }
    return Optional.of(list.stream().map(NEAR::equals).toList());
  }
}
