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
 */
public record HeadSpec(
    @Attribute(value = "Linear layers of the head, the activation between them", min = 1, max = 8)
        Optional<Integer> layers,
    @Attribute("Activation between the layers; a head of one layer applies none")
        Optional<Activation> activationFunction,
    @Attribute("Which vector stands for a sequence; for tasks on whole sequences only")
        Optional<Pooling> pooling) {
  public static final HeadSpec DEFAULTS =
      new HeadSpec(Optional.empty(), Optional.empty(), Optional.empty());

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

  public HeadSpec {
    Check check = new Check();
    check.that(
        layers.isEmpty() || (layers.get() >= 1 && layers.get() <= 8),
        "layers",
        "must be from 1 to 8");
    check.done();
  }
}
