package graft.format.adapter;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Brings the configuration of an adapter that an old version of the library saved up to date, by
 * the rules of the library's own loader.
 */
final class LegacyAdapterHub {
  private static final String ACTIVATION = "non_linearity";
  private static final String INVERTIBLE = "invertible_adapter";

  /** What two names of activations meant in files without a version. */
  private static final Map<Object, Object> ACTIVATIONS =
      Map.of("gelu", "gelu_new", "gelu_orig", "gelu");

  /** Up to three numbers and what else there is, such as {@code .dev0}. */
  private static final Pattern VERSION =
      Pattern.compile("adapters\\.v?(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?(.*)");

  /** What makes a version come before the one that it is numbered as (PEP 440). */
  private static final Pattern EARLY =
      Pattern.compile("[._-]?(a|b|c|rc|alpha|beta|pre|preview|dev)[._-]?\\d*(\\D.*)?");

  private static final int[] SCALED = {1, 1, 0};

  private LegacyAdapterHub() {}

  static SavedPart upToDate(SavedPart part) {
    Map<String, @Nullable Object> config = new HashMap<>(part.envelope().config().orElseThrow());
    if (part.envelope().version().isEmpty()) {
      config.computeIfPresent(ACTIVATION, (key, name) -> ACTIVATIONS.getOrDefault(name, name));
    }
    if (isBefore11(part.envelope()) && "lora".equals(config.get("architecture"))) {
      // Until then LoRA was trained without its scale, whatever alpha said (D11).
      config.put("alpha", config.get("r"));
    }
    unnestInvertible(config);
    dropMissingInvertible(part, config);
    return new SavedPart(part.envelope().withConfig(ejected(config, part)), part.tensors());
  }

  private static boolean isBefore11(AdapterConfigFile envelope) {
    Matcher version = VERSION.matcher(envelope.version().orElse(""));
    if (!version.matches()) {
      return false;
    }
    int[] numbers =
        IntStream.rangeClosed(1, SCALED.length)
            .map(i -> version.group(i) == null ? 0 : Integer.parseInt(version.group(i)))
            .toArray();
    int order = Arrays.compare(numbers, SCALED);
    return order < 0 || (order == 0 && EARLY.matcher(version.group(4)).matches());
  }

  /** The first versions had an object where there are two attributes today. */
  private static void unnestInvertible(Map<String, @Nullable Object> config) {
    if (config.remove(INVERTIBLE) instanceof Map<?, ?> nested) {
      config.put("inv_adapter", nested.get("block_type"));
      config.put("inv_adapter_reduction_factor", nested.get("reduction_factor"));
    }
  }

  /** Task adapters were configured with the invertible part of a language adapter, but lack it. */
  private static void dropMissingInvertible(SavedPart part, Map<String, @Nullable Object> config) {
    boolean isTask = "text_task".equals(part.envelope().more().get("type"));
    boolean hasNone =
        part.tensors().keySet().stream().noneMatch(name -> name.contains("invertible_adapters."));
    if (isTask && hasNone) {
      config.put("inv_adapter", null);
      config.put("inv_adapter_reduction_factor", null);
    }
  }

  /** An ejected prefix is a flat one, though the library goes on to call it reparameterised. */
  @SuppressWarnings("unchecked") // what Jackson makes of an object has string keys
  private static Map<String, @Nullable Object> ejected(
      Map<String, @Nullable Object> config, SavedPart part) {
    boolean isFlat =
        part.tensors().values().stream()
            .anyMatch(t -> t.name().endsWith(".control_trans") && t.shape().length == 1);
    if (isFlat && "prefix_tuning".equals(config.get("architecture"))) {
      config.put("flat", true);
    }
    if (isFlat && config.get("configs") instanceof Collection<?> parts) {
      List<Map<String, @Nullable Object>> flat =
          parts.stream()
              .filter(Map.class::isInstance)
              .map(item -> ejected(new HashMap<>((Map<String, @Nullable Object>) item), part))
              .toList();
      config.put("configs", flat);
    }
    return config;
  }
}
