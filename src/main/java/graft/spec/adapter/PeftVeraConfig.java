package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.Pace;
import graft.spec.adapter.target.TargetLayers;
import graft.spec.adapter.target.TargetModules;
import java.util.List;
import java.util.Set;

/**
 * VeRA (Kopiczko et al. 2024) as PEFT configures it: one frozen pair of random matrices for all
 * layers, of which each scales rows by vectors of its own.
 *
 * @param projectionPrngKey seed of the frozen pair
 * @param saveProjection whether PEFT's file has the pair, which follows from the seed
 * @param dInitial what the inner vectors start with; the outer ones start with 0
 * @param initWeights false: the outer vectors start with 1, and the inner ones normal
 */
public record PeftVeraConfig(
    @Attribute(
            "Which linear layers: paths of modules or ends of these, such as query; or [\"all-linear\"]")
        TargetModules targetModules,
    @Attribute(value = "Rank", min = 1, max = 65_536) int r,
    @Attribute("Layers with an adapter; all where empty") Set<Integer> layersToTransform,
    @Attribute(value = "Dropout on the input", min = 0, max = 0.999) double veraDropout,
    @Attribute("Start of the inner vectors") double dInitial,
    @Attribute(value = "Seed of the frozen matrices", min = 0, max = 4_294_967_295L)
        long projectionPrngKey,
    @Attribute("Whether the exported file has the frozen matrices") boolean saveProjection,
    @Attribute("Whether the adapter starts as the identity") boolean initWeights)
    implements PeftConfig {
  public static final String ARCHITECTURE = "peft_vera";

  /** PEFT's defaults, at all linear layers: PEFT has other targets for each architecture. */
  public static final PeftVeraConfig DEFAULTS =
      new PeftVeraConfig(new TargetModules.AllLinear(), 256, Set.of(), 0, 0.1, 0, true, true);

  public PeftVeraConfig {
    layersToTransform = Set.copyOf(layersToTransform);
    Check check = new Check();
    check.that(r >= 1 && r <= 65_536, "r", "must be from 1 to 65536, not " + r);
    check.that(
        veraDropout >= 0 && veraDropout < 1,
        "vera_dropout",
        "must be in [0, 1), not " + veraDropout);
    check.that(
        Float.isFinite((float) dInitial), "d_initial", "must be a number that a float32 can hold");
    check.that(
        projectionPrngKey >= 0 && projectionPrngKey <= 4_294_967_295L,
        "projection_prng_key",
        "must be from 0 to 4294967295, not " + projectionPrngKey);
    check.that(
        layersToTransform.stream().allMatch(layer -> layer >= 0),
        "layers_to_transform",
        "must name layers from 0 on");
    check.done();
  }

  /** The layers that are adapted. */
  public TargetLayers targets() {
    return new TargetLayers(targetModules, layersToTransform, List.of());
  }

  @Override
  public String method() {
    return ARCHITECTURE;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  // Vectors that scale frozen directions.
  @Override
  public Pace pace() {
    return Pace.LONGEST;
  }
}
