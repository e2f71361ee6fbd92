package graft.spec.adapter;

import graft.spec.Activation;
import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.Pace;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prefix tuning (Li and Liang 2021): trained keys and values before those of the text.
 * Self-attention in a decoder, and in a model that is an encoder alone, always has prefixes.
 * Version 3 of the reference lacks {@code init_weights_seed} (D18); absent, it is off.
 *
 * @param encoderPrefix prefixes in the encoder's self-attention of an encoder-decoder model
 * @param crossPrefix prefixes in cross-attention
 * @param flat whether the prefixes are free parameters; otherwise a small network makes them
 * @param prefixLength P: positions before the text
 * @param bottleneckSize width of the network's hidden layer; not used when flat
 * @param nonLinearity of the network; not used when flat
 * @param dropout on the prefixes
 * @param useGating scale the prefixes by a gate in each attention module
 * @param sharedGating one gate for keys and values instead of one for each
 * @param shiftPositions whether the text's positions count from P on, as in PEFT, whose prefixes
 *     are a cache of text that came before; in AdapterHub, which has no such attribute, from 0 on
 */
public record PrefixTuningConfig(
    @Attribute("Prefixes in the encoder of an encoder-decoder model") boolean encoderPrefix,
    @Attribute("Prefixes in cross-attention") boolean crossPrefix,
    @Attribute("Layers without prefixes") Set<Integer> leaveOut,
    @Attribute("Train the prefixes themselves, not a network that makes them") boolean flat,
    @Attribute(value = "Positions before the text", min = 1, max = MOST) int prefixLength,
    @Attribute(value = "Width of the network's hidden layer", min = 1, max = MOST)
        int bottleneckSize,
    @Attribute("Activation function of the network") Activation nonLinearity,
    @Attribute(value = "Dropout on the prefixes", min = 0, max = 0.999) double dropout,
    @Attribute("Scale the prefixes by a gate that is learned from the input") boolean useGating,
    @Attribute("One gate for keys and values instead of one for each") boolean sharedGating,
    @Attribute("Seed of every module's initialisation; drawn from the job's seed when absent")
        Optional<Long> initWeightsSeed,
    @Attribute(
            "Count the text's positions from behind the prefixes, as PEFT does; not an attribute of AdapterHub")
        boolean shiftPositions)
    implements AdapterConfig {
  private static final int MOST = 65_536;

  /** The reference library's defaults: prefixes that a network makes. */
  public static final PrefixTuningConfig DEFAULTS =
      new PrefixTuningConfig(
          true,
          true,
          Set.of(),
          false,
          30,
          512,
          Activation.TANH,
          0.0,
          false,
          true,
          Optional.empty(),
          false);

  public PrefixTuningConfig {
    leaveOut = Set.copyOf(leaveOut);
    Check check = new Check();
    check.that(
        leaveOut.stream().allMatch(layer -> layer >= 0), "leave_out", "must name layers from 0 on");
    check.that(
        prefixLength >= 1 && prefixLength <= MOST,
        "prefix_length",
        "must be from 1 to " + MOST + ", not " + prefixLength);
    check.that(
        bottleneckSize >= 1 && bottleneckSize <= MOST,
        "bottleneck_size",
        "must be from 1 to " + MOST + ", not " + bottleneckSize);
    check.that(dropout >= 0 && dropout < 1, "dropout", "must be in [0, 1), not " + dropout);
    check.done();
  }

  /** The same with the prefixes themselves as parameters. */
  public PrefixTuningConfig flattened() {
    return new PrefixTuningConfig(
        encoderPrefix,
        crossPrefix,
        leaveOut,
        true,
        prefixLength,
        bottleneckSize,
        nonLinearity,
        dropout,
        useGating,
        sharedGating,
        initWeightsSeed,
        shiftPositions);
  }

  /** By how many positions the text is shifted. */
  public int positionShift() {
    return shiftPositions ? prefixLength : 0;
  }

  @Override
  public String method() {
    return "prefix_tuning";
  }

  @Override
  public String architecture() {
    return "prefix_tuning";
  }

  @Override
  public Pace pace() {
    // Keys and values by themselves, without a network that would turn small steps into large.
    return flat ? Pace.LONGEST : Pace.USUAL;
  }

  @Override
  public void checkBeside(int at, AdapterConfig earlier, String place, Check check) {
    check.that(
        !(earlier instanceof PrefixTuningConfig),
        place,
        "must not be a second prefix tuning beside configs/%d: the prefixes of all layers are tensors of one name"
            .formatted(at));
  }

  @Override
  public Map<String, @Nullable Object> published() {
    Map<String, @Nullable Object> file = json();
    // Our own attribute, which a file has only where it says something.
    file.remove("shift_positions", false);
    return file;
  }

  @Override
  public Optional<String> beyondAdapterHub() {
    return shiftPositions
        ? Optional.of(
            "shift_positions is true: AdapterHub's prefixes do not shift the positions of the"
                + " text")
        : Optional.empty();
  }
}
