package graft.spec.job;

import graft.spec.Activation;
import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;

/**
 * The shape of a prediction head. An absent attribute is that of the reference library's head for
 * the task.
 *
 * @param layers linear layers, the activation between them
 * @param activationFunction name of the activation; a head of one layer applies none
 * @param pooling which vector stands for a sequence; of no use to heads that read every position
 * @param inverse whether an invertible adapter is undone before the words are told. The reference
 *     does so in heads of its own, and not in the classes that checkpoints come with (D8); absent,
 *     it is undone, as the paper has it
 * @param checkpoint take the head that the base model's checkpoint has for the task, as it is: it
 *     is neither trained nor saved, and has no other attributes
 */
public record HeadSpec(
    @Attribute(value = "Linear layers of the head, the activation between them", min = 1, max = 8)
        Optional<Integer> layers,
    @Attribute("Activation between the layers; a head of one layer applies none")
        Optional<Activation> activationFunction,
    @Attribute("Which vector stands for a sequence; for tasks on whole sequences only")
        Optional<Pooling> pooling,
    @Attribute(
            "Whether an invertible adapter is undone before the vocabulary projection; absent: as in the adapter that the job starts from, else yes")
        Optional<Boolean> inverse,
    @Attribute("Whether the last linear layer has a bias; absent: yes") Optional<Boolean> bias,
    @Attribute("Take the head that the base model came with, and leave it as it is")
        boolean checkpoint) {
  public static final HeadSpec DEFAULTS =
      new HeadSpec(Optional.empty(), Optional.empty(), Optional.empty());

  /** The reference library's head for a sequence: two layers over one vector of it. */
  public static final HeadSpec SEQUENCE =
      new HeadSpec(Optional.of(2), Optional.of(Activation.TANH), Optional.empty());

  /** The reference library's head for every token: one layer. */
  public static final HeadSpec TOKENS =
      new HeadSpec(Optional.of(1), Optional.empty(), Optional.empty());

  /** The reference library's head for pictures: one layer over one vector of each. */
  public static final HeadSpec PICTURES =
      new HeadSpec(Optional.of(1), Optional.empty(), Optional.empty());

  /** The reference library's head for language models: two layers with gelu. */
  public static final HeadSpec VOCABULARY =
      new HeadSpec(Optional.of(2), Optional.of(Activation.GELU), Optional.empty());

  /** The vocabulary projection alone. */
  public static final HeadSpec PROJECTION =
      new HeadSpec(Optional.of(1), Optional.empty(), Optional.empty());

  /** The head that the base model came with. */
  public static final HeadSpec CHECKPOINT =
      new HeadSpec(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          true);

  /**
   * The first position's vector, the mean over real tokens, the last real token's vector, or what
   * the model's own pooler makes of the first.
   */
  public enum Pooling {
    FIRST,
    MEAN,
    LAST,
    POOLER
  }

  /** The shape of a head of its own. */
  public HeadSpec(
      Optional<Integer> layers, Optional<Activation> activation, Optional<Pooling> pooling) {
    this(layers, activation, pooling, Optional.empty(), Optional.empty(), false);
  }

  /** The same, which undoes an invertible adapter or does not. */
  public HeadSpec withInverse(boolean undoes) {
    return new HeadSpec(layers, activationFunction, pooling, Optional.of(undoes), bias, checkpoint);
  }

  /** The same, which looks at this vector unless it says otherwise or has a shape of its own. */
  HeadSpec pooledBy(Pooling usual) {
    return checkpoint || pooling.isPresent()
        ? this
        : new HeadSpec(layers, activationFunction, Optional.of(usual), inverse, bias, false);
  }

  /** The same without a bias in its last layer. */
  public HeadSpec withoutBias() {
    return new HeadSpec(
        layers, activationFunction, pooling, inverse, Optional.of(false), checkpoint);
  }

  /** Whether the last layer has a bias. */
  public boolean hasBias() {
    return bias.orElse(true);
  }

  /** Whether an invertible adapter is undone before the vocabulary projection. */
  public boolean undoesInvertible() {
    return inverse.orElse(true);
  }

  /**
   * This shape with each absent attribute as {@code defaults} have it. A head of one layer needs no
   * activation.
   */
  public HeadSpec orElse(HeadSpec defaults) {
    if (checkpoint) {
      return this;
    }
    Optional<Integer> depth = layers.or(defaults::layers);
    Optional<Activation> between =
        depth.filter(count -> count > 1).isPresent()
            ? Optional.of(defaults.activationFunction().orElse(Activation.TANH))
            : Optional.empty();
    return new HeadSpec(
        depth,
        activationFunction.or(() -> between),
        pooling.or(defaults::pooling),
        inverse,
        bias,
        false);
  }

  public HeadSpec {
    Check check = new Check();
    check.that(
        !checkpoint
            || (layers.isEmpty()
                && activationFunction.isEmpty()
                && pooling.isEmpty()
                && bias.isEmpty()),
        "checkpoint",
        "must not be true beside layers, activation_function, pooling or bias: the head has its own");
    check.that(
        layers.isEmpty() || (layers.get() >= 1 && layers.get() <= 8),
        "layers",
        "must be from 1 to 8");
    check.done();
  }
}
