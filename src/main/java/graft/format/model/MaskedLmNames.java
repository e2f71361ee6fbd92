package graft.format.model;

import graft.format.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a checkpoint keeps its own masked language modelling head.
 *
 * @param dense path of the first linear layer
 * @param norm path of its layer norm
 * @param decoder path of the vocabulary projection
 * @param bias name of the projection's bias, which some checkpoints repeat beside its weight
 */
public record MaskedLmNames(String dense, String norm, String decoder, String bias) {
  public static final MaskedLmNames BERT =
      new MaskedLmNames(
          "cls.predictions.transform.dense",
          "cls.predictions.transform.LayerNorm",
          "cls.predictions.decoder",
          "cls.predictions.bias");
  public static final MaskedLmNames ROBERTA =
      new MaskedLmNames("lm_head.dense", "lm_head.layer_norm", "lm_head.decoder", "lm_head.bias");
  public static final MaskedLmNames DISTILBERT =
      new MaskedLmNames(
          "vocab_transform", "vocab_layer_norm", "vocab_projector", "vocab_projector.bias");

  /** Of an architecture; empty where its checkpoints have no such head. */
  public static Optional<MaskedLmNames> of(String modelType) {
    return switch (modelType) {
      case "bert" -> Optional.of(BERT);
      case "roberta", "xlm-roberta" -> Optional.of(ROBERTA);
      case "distilbert" -> Optional.of(DISTILBERT);
      default -> Optional.empty();
    };
  }

  /**
   * The names of each tensor by its place in the reference library's head: {@code 0} linear, {@code
   * 2} layer norm, {@code 3} vocabulary projection. Of several the first one is the rule.
   */
  public Map<String, List<String>> places() {
    return Map.of(
        "0.weight", List.of(dense + ".weight"),
        "0.bias", List.of(dense + ".bias"),
        "2.weight", List.of(norm + ".weight"),
        "2.bias", List.of(norm + ".bias"),
        "3.weight", List.of(decoder + ".weight"),
        "3.bias", List.of(bias, decoder + ".bias"));
  }

  /**
   * Row-major values by their place, all but a tied projection's weight; empty if any is missing.
   */
  public Optional<Map<String, float[]>> read(Tensors tensors) {
    Map<String, float[]> values = new HashMap<>();
    places()
        .forEach((place, candidates) ->
            candidates.stream()
                .map(tensors::find)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(tensor -> values.put(place, tensor.floats())));
    return isWhole(values) ? Optional.of(values) : Optional.empty();
  }

  /** A tied projection has no weight of its own. */
  private static boolean isWhole(Map<String, float[]> values) {
    return Stream.of("0.weight", "0.bias", "2.weight", "2.bias", "3.bias")
        .allMatch(values::containsKey);
  }
}
