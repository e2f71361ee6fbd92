package graft.model;

import graft.format.Origin;
import graft.spec.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
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
 */
record ConfigKeys(Set<String> read, Map<String, String> alike, Set<String> idle) {
  /** The only value of a key, and why another one cannot be computed with. */
  private record Fixed(Object value, String reason) {}

  static final ConfigKeys BERT =
      new ConfigKeys(
          Set.of(
              "model_type",
              "hidden_size",
              "num_hidden_layers",
              "num_attention_heads",
              "intermediate_size",
              "vocab_size",
              "max_position_embeddings",
              "type_vocab_size",
              "hidden_act",
              "layer_norm_eps",
              "hidden_dropout_prob",
              "attention_probs_dropout_prob",
              "classifier_dropout",
              "initializer_range",
              "pad_token_id",
              "tie_word_embeddings"),
          Map.of("embedding_size", "hidden_size", "emb_size", "hidden_size"),
          Set.of(
              // Google's first checkpoints describe a pooler that no class reads.
              "directionality",
              "pooler_fc_size",
              "pooler_num_attention_heads",
              "pooler_num_fc_layers",
              "pooler_size_per_head",
              "pooler_type"));

  static final ConfigKeys DISTILBERT =
      new ConfigKeys(
          Set.of(
              "model_type",
              "dim",
              "n_layers",
              "n_heads",
              "hidden_dim",
              "vocab_size",
              "max_position_embeddings",
              "activation",
              "dropout",
              "attention_dropout",
              "seq_classif_dropout",
              "initializer_range",
              "pad_token_id",
              "tie_word_embeddings"),
          Map.of(
              "hidden_size", "dim",
              "num_hidden_layers", "n_layers",
              "num_attention_heads", "n_heads"),
          // Sinusoidal positions are stored like learned ones; a head has its own dropout.
          Set.of("sinusoidal_pos_embds", "tie_weights_", "qa_dropout"));

  /** What no encoder here does, whatever the checkpoint. */
  private static final Map<String, Fixed> FIXED =
      Map.of(
          "is_decoder", new Fixed(false, "a decoder hides the tokens that follow, no encoder does"),
          "position_embedding_type",
              new Fixed("absolute", "positions are added to the embeddings, and nowhere else"),
          "is_encoder_decoder", new Fixed(false, "there is no decoder here"),
          "add_cross_attention", new Fixed(false, "there is nothing here to attend to"),
          "cross_attention_hidden_size", new Fixed("null", "there is nothing here to attend to"),
          "pruned_heads", new Fixed("{}", "heads cannot be left out; save the model without them"),
          "quantization_config", new Fixed("null", "save the model in float32 or float16 first"),
          "compression_config", new Fixed("null", "save the model in float32 or float16 first"),
          "per_layer_config", new Fixed("{}", "all layers are alike here"),
          "auto_map", new Fixed("null", "it names code of its own, and none from outside is run"));

  /** What is wrong with the keys of a configuration, one fact each. */
  List<String> faults(Map<String, @Nullable Object> config) {
    List<String> faults = new ArrayList<>();
    config.forEach((key, value) -> {
      if (value != null && !isRead(key)) {
        judge(key, value, config, faults);
      }
    });
    return faults;
  }

  /** The part of a configuration that decides the result. */
  Map<String, Object> computation(Map<String, @Nullable Object> config) {
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
    Fixed only = FIXED.get(key);
    String other = alike.get(key);
    if (only != null) {
      if (!only.value.equals(value) && !saysNothing(value)) {
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
              .formatted(Origin.printable(key), shown(value), hint(key)));
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
    return Origin.printable(value instanceof String text ? '"' + text + '"' : value.toString());
  }
}
