package graft.model;

import graft.architecture.LmHead;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.spec.Activation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The language modelling head that came with a checkpoint, for as long as the model is open.
 *
 * @param activation between its layers, where it has several
 * @param tensors as the file has them, by their places in the reference library's head: {@code 0}
 *     linear, {@code 2} layer norm, {@code 3} vocabulary projection, whose weight is missing where
 *     it is the word embeddings
 */
public record PretrainedLmHead(Activation activation, Map<String, Tensor> tensors) {
  public PretrainedLmHead {
    tensors = Map.copyOf(tensors);
  }

  /** Whether a tensor is there. */
  public boolean has(String place) {
    return tensors.containsKey(place);
  }

  /** A copy of the numbers at a place, row-major; empty if there is no tensor. */
  public Optional<float[]> values(String place) {
    return Optional.ofNullable(tensors.get(place)).map(Tensor::floats);
  }

  /** Finds all but a tied projection's weight; empty if any is missing. */
  static Optional<PretrainedLmHead> read(LmHead names, Activation activation, Tensors tensors) {
    Map<String, Tensor> values = new HashMap<>();
    names
        .places()
        .forEach((place, candidates) ->
            candidates.stream()
                .map(tensors::find)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(tensor -> values.put(place, tensor)));
    return isWhole(names, values)
        ? Optional.of(new PretrainedLmHead(activation, values))
        : Optional.empty();
  }

  /** A tied projection has no weight of its own. */
  private static boolean isWhole(LmHead names, Map<String, Tensor> values) {
    String tied = names.decoder() + ".weight";
    return names.places().entrySet().stream()
        .filter(place -> !place.getValue().contains(tied))
        .allMatch(place -> values.containsKey(place.getKey()));
  }
}
