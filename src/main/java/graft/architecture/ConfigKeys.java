package graft.architecture;

import graft.spec.Excerpt;
import graft.spec.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a {@code config.json} are to an architecture. A key that is in none of the
 * tables might change the computation, so it is refused unless its value says nothing.
 *
 * @param read keys that the architecture computes by
 * @param alike keys that repeat one that is read, and must say the same
 * @param idle keys of this architecture that leave the hidden states as they are
 * @param fixed keys that must have one value
 */
public record ConfigKeys(
    Set<String> read, Map<String, String> alike, Set<String> idle, Map<String, Fixed> fixed) {
  /** The only value of a key, and why another one cannot be computed with. */
  public record Fixed(Object value, String reason) {}

  /** What no model here does, whatever the checkpoint. */
  private static final Map<String, Fixed> FIXED =
      Map.of(
          "add_cross_attention", new Fixed(false, "there is nothing here to attend to"),
          "cross_attention_hidden_size", new Fixed("null", "there is nothing here to attend to"),
          "pruned_heads", new Fixed("{}", "heads cannot be left out; save the model without them"),
          "quantization_config", new Fixed("null", "save the model in float32 or float16 first"),
          "compression_config", new Fixed("null", "save the model in float32 or float16 first"),
          "per_layer_config", new Fixed("{}", "all layers are alike here"),
          "auto_map", new Fixed("null", "it names code of its own, and none from outside is run"));

  /** Whether a decoder hides what follows; the reference takes another value to hide nothing. */
  public static final String IS_CAUSAL = "is_causal";

  public static final Fixed CAUSAL = new Fixed(true, "a decoder sees nothing that follows");

  private static final Fixed NO_DECODER = new Fixed(false, "there is no decoder here");

  private static final Map<String, Fixed> ENCODER =
      Map.of(
          "is_decoder", new Fixed(false, "a decoder hides the tokens that follow, no encoder does"),
          "position_embedding_type",
              new Fixed("absolute", "positions are added to the embeddings, and nowhere else"),
          "is_encoder_decoder", NO_DECODER);

  public ConfigKeys {
    read = Set.copyOf(read);
    alike = Map.copyOf(alike);
    idle = Set.copyOf(idle);
    fixed = Map.copyOf(fixed);
  }

  /** Keys of an encoder alone. */
  public static ConfigKeys ofEncoder(
      Set<String> read, Map<String, String> alike, Set<String> idle) {
    return new ConfigKeys(read, alike, idle, ENCODER);
  }

  /** The fixed keys of an encoder alone, and more. */
  public static Map<String, Fixed> encoderAnd(Map<String, Fixed> more) {
    Map<String, Fixed> fixed = new HashMap<>(ENCODER);
    fixed.putAll(more);
    return fixed;
  }

  /** Keys of a decoder alone, for which {@code is_decoder} says nothing new. */
  public static ConfigKeys ofDecoder(
      Set<String> read, Map<String, String> alike, Set<String> idle) {
    Set<String> more = new HashSet<>(idle);
    more.add("is_decoder");
    return new ConfigKeys(
        read, alike, more, Map.of("is_encoder_decoder", NO_DECODER, IS_CAUSAL, CAUSAL));
  }

  /** Keys of an encoder with a decoder behind it. */
  public static ConfigKeys ofEncoderDecoder(
      Set<String> read, Map<String, String> alike, Set<String> idle) {
    Fixed both = new Fixed(true, "there are an encoder and a decoder here");
    Set<String> more = new HashSet<>(idle);
    more.add("is_decoder");
    return new ConfigKeys(read, alike, more, Map.of("is_encoder_decoder", both, IS_CAUSAL, CAUSAL));
  }

  /** What is wrong with the keys of a configuration, one fact each. */
  public List<String> faults(Map<String, @Nullable Object> config) {
    List<String> faults = new ArrayList<>();
    config.forEach((key, value) -> {
      if (value != null && !isRead(key)) {
        judge(key, value, config, faults);
      }
    });
    return faults;
  }

  /** The part of a configuration that decides the result. */
  public Map<String, Object> computation(Map<String, @Nullable Object> config) {
    Map<String, Object> part = new LinkedHashMap<>();
    config.forEach((key, value) -> {
      if (value != null && isRead(key)) {
        part.put(key, value);
      }
    });
    return part;
  }

  private boolean isRead(String key) {
    return read.contains(key);
  }

  private void judge(
      String key, Object value, Map<String, @Nullable Object> config, List<String> faults) {
    // What an architecture says of a key goes before what holds for all.
    Fixed only = idle.contains(key) ? null : fixed.getOrDefault(key, FIXED.get(key));
    String other = alike.get(key);
    if (only != null) {
      if (!only.value.equals(value) && (only.value.equals(true) || !saysNothing(value))) {
        faults.add(
            "%s is %s, but must be %s: %s".formatted(key, shown(value), only.value, only.reason));
      }
    } else if (other != null) {
      if (!value.equals(config.get(other))) {
        faults.add("%s is %s, but must be the same as %s".formatted(key, shown(value), other));
      }
    } else if (!isIdle(key) && !saysNothing(value)) {
      faults.add(
          "%s is %s: no key of this architecture%s; if it changes nothing, leave it out"
              .formatted(Excerpt.printable(key), shown(value), hint(key)));
    }
  }

  private boolean isIdle(String key) {
    return key.startsWith("_") || idle.contains(key) || IdleKeys.has(key);
  }

  private String hint(String key) {
    return Suggestion.nearest(key, List.copyOf(read))
        .map(near -> " (did you mean " + near + "?)")
        .orElse("");
  }

  private static boolean saysNothing(Object value) {
    return switch (value) {
      case Boolean flag -> !flag;
      case Number number -> number.doubleValue() == 0;
      case String text -> text.isEmpty();
      case Collection<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }

  private static String shown(Object value) {
    return Excerpt.printable(value instanceof String text ? '"' + text + '"' : value.toString());
  }
}
