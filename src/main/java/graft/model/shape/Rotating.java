package graft.model.shape;

import graft.architecture.ModelConfig;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Which layers turn queries and keys by their positions. */
public final class Rotating {
  private static final String LISTED = "no_rope_layers";

  private Rotating() {}

  /**
   * As {@code no_rope_layers} lists them, where 1 means that a layer turns; without a list all but
   * every {@code no_rope_layer_interval}th.
   *
   * @param isAsked whether the architecture has these keys; others turn in all layers
   */
  public static List<Boolean> ofLayers(ModelConfig config, int layers, boolean isAsked) {
    if (!isAsked) {
      return Collections.nCopies(layers, true);
    }
    if (!config.isSet(LISTED)) {
      int interval = config.size("no_rope_layer_interval", 4);
      return IntStream.range(0, layers).mapToObj(layer -> (layer + 1) % interval != 0).toList();
    }
    if (config.json().get(LISTED) instanceof List<?> list
        && list.size() == layers
        && list.stream().allMatch(each -> Integer.valueOf(0).equals(each) || isOne(each))) {
      return list.stream().map(Rotating::isOne).toList();
    }
    throw config.refusal("%s must list 0 or 1 for each of the %d layers".formatted(LISTED, layers));
  }

  private static boolean isOne(Object each) {
    return Integer.valueOf(1).equals(each);
  }
}
