package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.Pace;
import java.util.Optional;

/**
 * AdapterFusion (Pfeiffer et al. 2021): attention over what several trained adapters add. It is
 * trained with a setup that has a {@code fuse} block. Attributes are the reference library's.
 *
 * <p>{@code temperature} is refused: the reference lowers it with every forward pass and does not
 * save it, so that a saved fusion answers otherwise than the trained one did.
 *
 * @param queryBeforeLn take the query before the base model's residual and norm where an adapter
 *     applies them first
 * @param regularization add {@code 0.01 · Σ ‖I − W_v‖²} to the loss
 * @param residualBefore add the residual to every value before mixing, not to the mixture
 * @param dropoutProb on the scores; absent or 0: the base model's attention dropout, which {@code
 *     training.dropout} replaces like its others
 */
public record FusionConfig(
    @Attribute("A linear map on what the adapters add, for the scores") boolean key,
    @Attribute("A linear map on the adapters' input, for the scores") boolean query,
    @Attribute("A linear map on what is mixed") boolean value,
    @Attribute("Take the query before the base model's residual and norm") boolean queryBeforeLn,
    @Attribute("Keep the value map near the identity") boolean regularization,
    @Attribute("Add the residual before mixing") boolean residualBefore,
    @Attribute("Must be false") boolean temperature,
    @Attribute("Map values before they are mixed") boolean valueBeforeSoftmax,
    @Attribute("Let the value map start as the identity") boolean valueInitialized,
    @Attribute(
            value = "Dropout on the scores; the base model's attention dropout when absent or 0",
            min = 0,
            max = 0.999)
        Optional<Double> dropoutProb)
    implements AdapterConfig {
  public static final String ARCHITECTURE = "fusion";

  /** The reference library's dynamic fusion. */
  public static final FusionConfig DEFAULTS =
      new FusionConfig(true, true, true, false, true, false, false, true, true, Optional.empty());

  /** The reference library's static fusion: nothing is mapped but the scores. */
  public static final FusionConfig STATIC =
      new FusionConfig(
          true, true, false, false, false, false, false, true, false, Optional.empty());

  public FusionConfig {
    Check check = new Check();
    check.that(!temperature, "temperature", "must be false: it is not saved with a fusion");
    check.that(
        key || query || value, "key", "or query or value must be true, or nothing can be trained");
    check.that(
        dropoutProb.isEmpty() || (dropoutProb.get() >= 0 && dropoutProb.get() < 1),
        "dropout_prob",
        "must be in [0, 1)");
    check.done();
  }

  @Override
  public String method() {
    return ARCHITECTURE;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public boolean isFusion() {
    return true;
  }

  // Starts as the adapters that it mixes, which long steps would undo.
  @Override
  public Pace pace() {
    return Pace.SHORT;
  }

  @Override
  public Optional<String> beyondPeft() {
    return Optional.of("PEFT has no fusions");
  }
}
