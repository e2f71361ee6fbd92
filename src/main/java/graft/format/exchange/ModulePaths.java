package graft.format.exchange;

import graft.format.Origin;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a family of models has its linear layers.
 *
 * @param prefix of the base model inside a model with a head: {@code bert.}
 * @param layers path of the layers below it: {@code encoder.layer.}
 * @param slots by path inside a layer
 */
record ModulePaths(String prefix, String layers, Map<String, Slot> slots) {
  static final String POOLER = "pooler.dense";
  private static final String EMBEDDING_NORM = "embeddings.LayerNorm";

  /** A linear layer: number of the transformer layer from 0 on, and place in it. */
  record Place(int layer, Slot slot) {}

  /**
   * The paths of an architecture.
   *
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} if adapters of it are not moved
   */
  static ModulePaths of(String modelType) {
    return switch (modelType) {
      case "bert" -> bertLike("bert.");
      case "roberta", "xlm-roberta" -> bertLike("roberta.");
      case "distilbert" ->
          new ModulePaths(
              "distilbert.",
              "transformer.layer.",
              Map.of(
                  "attention.q_lin", Slot.QUERY,
                  "attention.k_lin", Slot.KEY,
                  "attention.v_lin", Slot.VALUE,
                  "ffn.lin1", Slot.INTERMEDIATE,
                  "ffn.lin2", Slot.OUTPUT));
      case "gpt2" ->
          new ModulePaths(
              "transformer.",
              "h.",
              Map.of(
                  "attn.c_attn", Slot.FUSED,
                  "mlp.c_fc", Slot.INTERMEDIATE,
                  "mlp.c_proj", Slot.OUTPUT));
      // AdapterHub swaps the two words for the LLaMA family, though not for Qwen2.
      case "llama", "mistral" -> llamaLike("mlp.down_proj", "mlp.up_proj");
      case "qwen2" -> llamaLike("mlp.up_proj", "mlp.down_proj");
      case "vit" ->
          new ModulePaths(
              "vit.",
              "encoder.layer.",
              Map.of(
                  "attention.attention.query", Slot.QUERY,
                  "attention.attention.key", Slot.KEY,
                  "attention.attention.value", Slot.VALUE,
                  "intermediate.dense", Slot.INTERMEDIATE,
                  "output.dense", Slot.OUTPUT));
      default ->
          throw new GraftException(
              ErrorCode.FORMAT_NOT_SUPPORTED,
              "adapters of "
                  + Origin.printable(modelType)
                  + " models are not moved to or from PEFT");
    };
  }

  private static ModulePaths bertLike(String prefix) {
    return new ModulePaths(
        prefix,
        "encoder.layer.",
        Map.of(
            "attention.self.query", Slot.QUERY,
            "attention.self.key", Slot.KEY,
            "attention.self.value", Slot.VALUE,
            "intermediate.dense", Slot.INTERMEDIATE,
            "output.dense", Slot.OUTPUT));
  }

  private static ModulePaths llamaLike(String intermediate, String output) {
    return new ModulePaths(
        "model.",
        "layers.",
        Map.of(
            "self_attn.q_proj",
            Slot.QUERY,
            "self_attn.k_proj",
            Slot.KEY,
            "self_attn.v_proj",
            Slot.VALUE,
            intermediate,
            Slot.INTERMEDIATE,
            output,
            Slot.OUTPUT));
  }

  /** The path of a module that a layer of this family has, with the prefix. */
  String path(int layer, Slot slot) {
    String inner =
        slots.entrySet().stream()
            .filter(entry -> entry.getValue() == slot)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    return prefix + layers + layer + "." + inner;
  }

  /** The place of a module, its path with the prefix or without; empty if it is none of ours. */
  Optional<Place> place(String path) {
    String inner = inner(path);
    Slot slot = slots.get(inner.substring(inner.indexOf('.', layers.length()) + 1));
    OptionalInt layer = layer(path);
    return slot != null && layer.isPresent()
        ? Optional.of(new Place(layer.getAsInt(), slot))
        : Optional.empty();
  }

  /** The layer of any module, its path with the prefix or without; empty outside of the layers. */
  OptionalInt layer(String path) {
    String inner = inner(path);
    int dot = inner.indexOf('.', layers.length());
    if (!inner.startsWith(layers) || dot < 0) {
      return OptionalInt.empty();
    }
    String number = inner.substring(layers.length(), dot);
    return number.matches("\\d{1,6}")
        ? OptionalInt.of(Integer.parseInt(number))
        : OptionalInt.empty();
  }

  /** Whether a module is the base model's, and no head's. */
  boolean isOfBase(String path) {
    return path.startsWith(prefix)
        || layer(path).isPresent()
        || isPooler(path)
        || path.equals(EMBEDDING_NORM);
  }

  /** Whether it is the projection behind the last layer. */
  boolean isPooler(String path) {
    return inner(path).equals(POOLER);
  }

  /** The path with the prefix. */
  String whole(String path) {
    return prefix + inner(path);
  }

  /** The path without the prefix. */
  String bare(String path) {
    return inner(path);
  }

  private String inner(String path) {
    return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
  }
}
