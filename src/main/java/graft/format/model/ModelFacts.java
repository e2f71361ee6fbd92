package graft.format.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a base model directory says of itself.
 *
 * @param modelType the architecture's name as {@code config.json} gives it: {@code bert}
 * @param architecture the class that saved it, such as {@code BertForMaskedLM}
 * @param parameters elements of all weights, buffers not counted
 * @param hiddenSize width of the hidden states
 * @param layers of all stacks: encoder and decoder together
 * @param maxLength most tokens of one input; empty if nothing limits it
 * @param bytes of the weight files
 * @param sha256 digest of the weight files one after the other in the order of their names,
 *     lower-case hexadecimal
 * @param notices what a person should know of it though it can be used
 * @param tellsWords whether it has what tells words from hidden states: one that has not does no
 *     task of words, whatever its architecture does; true where nobody has looked
 */
public record ModelFacts(
    String modelType,
    Optional<String> architecture,
    long parameters,
    int hiddenSize,
    int layers,
    OptionalInt maxLength,
    long bytes,
    String sha256,
    List<String> notices,
    boolean tellsWords) {
  public ModelFacts {
    notices = List.copyOf(notices);
  }

  /** Of which nothing more is to be known. */
  public ModelFacts(
      String modelType,
      Optional<String> architecture,
      long parameters,
      int hiddenSize,
      int layers,
      OptionalInt maxLength,
      long bytes,
      String sha256) {
    this(
        modelType,
        architecture,
        parameters,
        hiddenSize,
        layers,
        maxLength,
        bytes,
        sha256,
        List.of(),
        true);
  }

  /** With what only a look at more than the configuration tells. */
  public ModelFacts with(List<String> notices, boolean tellsWords) {
    return new ModelFacts(
        modelType,
        architecture,
        parameters,
        hiddenSize,
        layers,
        maxLength,
        bytes,
        sha256,
        notices,
        tellsWords);
  }
}
