package graft.spec.adapter;

import graft.spec.Activation;
import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.BottleneckNorms;
import graft.spec.adapter.attribute.InvertibleConfig;
import graft.spec.adapter.attribute.Pace;
import graft.spec.adapter.attribute.PhmConfig;
import graft.spec.adapter.attribute.ReductionFactor;
import graft.spec.adapter.attribute.Scaling;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bottleneck adapters (Houlsby et al. 2019, Pfeiffer et al. 2020, He et al. 2021): a small
 * two-layer network after a sublayer. Version 3 of the reference lacks {@code dropout}, {@code
 * stochastic_depth}, {@code init_weights_seed} and some values (D18); absent, they are off.
 *
 * @param mhAdapter one after each self-attention
 * @param outputAdapter one after each feed-forward block
 * @param crossAdapter one after each cross-attention of a decoder
 * @param initWeightsSeed reseeds the generator before each module, so that all start alike; absent:
 *     the job's seed, each module its own
 * @param isParallel reads the sublayer's input instead of its output
 * @param leaveOut layers without a module
 * @param stochasticDepth probability with which an example skips the adapter in training;
 *     sequential only
 */
public record BottleneckConfig(
    @Attribute(value = "An adapter after each self-attention", required = true) boolean mhAdapter,
    @Attribute(value = "An adapter after each feed-forward block", required = true)
        boolean outputAdapter,
    @Attribute("An adapter after each cross-attention") boolean crossAdapter,
    @Attribute(
            value = "By how much the bottleneck is narrower than the hidden size",
            required = true)
        ReductionFactor reductionFactor,
    @Attribute(value = "Activation of the bottleneck", required = true) Activation nonLinearity,
    @Attribute(inline = true) BottleneckNorms norms,
    @Attribute("Initialisation") Init initWeights,
    @Attribute("Seed of every module's initialisation; drawn from the job's seed when absent")
        Optional<Long> initWeightsSeed,
    @Attribute("Read the sublayer's input instead of its output") boolean isParallel,
    @Attribute("Factor on the adapter's output") Scaling scaling,
    @Attribute("Multiply the output by a gate that is learned from the input") boolean useGating,
    @Attribute(inline = true) InvertibleConfig invertible,
    @Attribute("Layers without an adapter") Set<Integer> leaveOut,
    @Attribute(value = "Dropout on the adapter's output", min = 0, max = 0.999) double dropout,
    @Attribute(
            value = "Probability with which an example skips the adapter in training",
            min = 0,
            max = 0.999)
        double stochasticDepth,
    @Attribute(inline = true) PhmConfig phm)
    implements AdapterConfig {
  /**
   * The generic class: what a file that lacks an attribute means. Its required attributes have no
   * default there.
   */
  public static final BottleneckConfig DEFAULTS =
      new BottleneckConfig(
          false,
          true,
          false,
          new ReductionFactor.Even(16),
          Activation.RELU,
          BottleneckNorms.DEFAULTS,
          Init.BERT,
          Optional.empty(),
          false,
          new Scaling.Fixed(1.0),
          false,
          InvertibleConfig.DEFAULTS,
          Set.of(),
          0.0,
          0.0,
          PhmConfig.DEFAULTS);

  /** How the projections start. */
  public enum Init {
    BERT,
    MAM_ADAPTER,
    HOULSBY
  }

  public BottleneckConfig {
    leaveOut = Set.copyOf(leaveOut);
    Check check = new Check();
    check.that(dropout >= 0 && dropout < 1, "dropout", "must be in [0, 1), not " + dropout);
    check.that(
        stochasticDepth >= 0 && stochasticDepth < 1,
        "stochastic_depth",
        "must be in [0, 1), not " + stochasticDepth);
    boolean hasSum = norms.originalLnBefore() || isParallel;
    check.that(
        hasSum || norms.residualBeforeLn() != BottleneckNorms.Residual.POST_ADD,
        "residual_before_ln",
        "must not be \"post_add\" without original_ln_before, which adds what it is taken after");
    check.that(
        leaveOut.stream().allMatch(layer -> layer >= 0), "leave_out", "must name layers from 0 on");
    check.that(
        !phm.phmLayer() || initWeights == Init.BERT,
        "init_weights",
        "must be \"bert\" with phm_layer, whose tensors have an initialisation of their own");
    check.that(
        !(phm.phmLayer() && phm.sharedWPhm() && reductionFactor instanceof ReductionFactor.ByLayer),
        "reduction_factor",
        "must be one number with shared_W_phm");
    check.done();
  }

  @Override
  public String method() {
    return phm.phmLayer() ? "compacter" : "bottleneck";
  }

  @Override
  public @Nullable String architecture() {
    return null;
  }

  @Override
  public boolean isInvertible() {
    return invertible.invAdapter().isPresent();
  }

  @Override
  public Pace pace() {
    // Products of small factors, of which one starts near 0.
    return phm.phmLayer() ? Pace.LONGEST : Pace.USUAL;
  }

  @Override
  public void checkBeside(int at, AdapterConfig earlier, String place, Check check) {
    if (earlier instanceof BottleneckConfig other) {
      check.that(
          !other.phm().sharesRuleNames(phm),
          place + "/shared_phm_rule",
          "must be false: configs/%d has a shared rule, whose tensors have the same names"
              .formatted(at));
      check.that(
          !other.phm().sharesWeightNames(phm),
          place + "/shared_W_phm",
          "must be false: configs/%d has a shared W, whose tensors have the same names"
              .formatted(at));
    }
  }

  @Override
  public Optional<String> beyondPeft() {
    return Optional.of("PEFT has no bottleneck adapters");
  }
}
