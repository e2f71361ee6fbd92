package graft.spec.adapter;

import graft.spec.Check;
import graft.spec.adapter.notation.AdapterNotation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an adapter is: a method with its attributes. */
public sealed interface AdapterConfig extends Learner, Published
    permits LoraConfig,
        MtlLoraConfig,
        ReftConfig,
        BottleneckConfig,
        PrefixTuningConfig,
        PromptTuningConfig,
        UnionConfig,
        FusionConfig,
        PeftConfig {
  /** What the schema of a configuration is called. */
  String TITLE = "AdapterConfiguration";

  Map<String, Object> SCHEMA =
      Map.of(
          "title",
          TITLE,
          "type",
          List.of("string", "object"),
          "description",
          "A preset's name, optionally with overrides in brackets, several of them joined by |, or an object with the method's attributes");

  /**
   * Reads a preset's name, with or without overrides, several joined by {@code |}, or an object.
   *
   * @throws graft.spec.GraftException with every fault, pointers relative to the configuration
   */
  static AdapterConfig read(Object json) {
    return AdapterNotation.read(json);
  }

  /**
   * This with what stands in brackets behind its name, as in {@code mine[r=4]}.
   *
   * @throws graft.spec.GraftException with every fault, pointers relative to the configuration
   */
  default AdapterConfig overridden(String notation) {
    return AdapterNotation.overridden(this, notation);
  }

  /** The method's name as users know it: {@code bottleneck}, {@code lora}, {@code ia3} … */
  String method();

  /** The methods that are on together: this one, or what a union is made of. */
  default List<AdapterConfig> parts() {
    return List.of(this);
  }

  /**
   * Refuses to be a part of a union beside another one, because of tensors of one name.
   *
   * @param place of this part in the union's attributes
   * @param at the number of the earlier part
   */
  default void checkBeside(int at, AdapterConfig earlier, String place, Check check) {}

  /** Whether it mixes adapters that are trained already, and is none itself. */
  default boolean isFusion() {
    return false;
  }

  /** Whether it changes the embeddings by what a head may undo. */
  default boolean isInvertible() {
    return false;
  }

  /** Whether it is a change of weights, which can be merged into them. */
  default boolean changesWeights() {
    return false;
  }

  /** What sums of the tensors of several such adapters would lose; empty where nothing. */
  default Optional<String> lostInSums() {
    return Optional.empty();
  }

  /** Layers without a module, counted from 0. */
  default Set<Integer> leaveOut() {
    return Set.of();
  }

  /** Whether it has gates, which are means over all positions of a row, padding too. */
  default boolean useGating() {
    return false;
  }
}
