package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.Alpha;
import graft.spec.adapter.attribute.Pace;
import graft.spec.adapter.attribute.RankSchedule;
import graft.spec.adapter.target.TargetLayers;
import graft.spec.adapter.target.TargetModules;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * AdaLoRA (Zhang et al. 2023) as PEFT configures it: low-rank terms with a factor for each
 * direction, of which a training takes away those that matter least. An adapter that PEFT has
 * finished has fewer in some modules already, and keeps them.
 *
 * @param initR the rank before any was taken away, which the scale is of
 * @param rankPattern how many directions single modules have left, by their paths or ends of these;
 *     none for 0
 * @param orthRegWeight of the penalty on directions that are not orthonormal
 * @param schedule by which directions are taken away
 */
public record PeftAdaLoraConfig(
    @Attribute(
            "Which linear layers: paths of modules or ends of these, such as query; or"
                + " [\"all-linear\"]")
        TargetModules targetModules,
    @Attribute(value = "Rank, and what the scale is divided by", min = 1, max = 65_536) int initR,
    @Attribute("Numerator of the scale") Alpha loraAlpha,
    @Attribute(value = "Dropout on the input of A", min = 0, max = 0.999) double loraDropout,
    @Attribute("Directions that single modules have left, where not all")
        Map<String, Integer> rankPattern,
    @Attribute("Layers with an adapter; all where empty") Set<Integer> layersToTransform,
    @Attribute("Which of the named linear layers are not adapted: paths or ends of these")
        List<String> excludeModules,
    @Attribute(
            value = "Weight of the penalty on directions that are not orthonormal",
            min = 0,
            max = 1_000_000)
        double orthRegWeight,
    @Attribute(inline = true) RankSchedule schedule)
    implements PeftConfig {
  public static final String ARCHITECTURE = "peft_adalora";

  /** PEFT's defaults, at all linear layers: PEFT has other targets for each architecture. */
  public static final PeftAdaLoraConfig DEFAULTS =
      new PeftAdaLoraConfig(
          new TargetModules.AllLinear(),
          12,
          new Alpha(8),
          0,
          Map.of(),
          Set.of(),
          List.of(),
          0.5,
          RankSchedule.DEFAULTS);

  public PeftAdaLoraConfig {
    rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
    layersToTransform = Set.copyOf(layersToTransform);
    excludeModules = List.copyOf(excludeModules);
    Check check = new Check();
    int most = initR;
    check.that(initR >= 1 && initR <= 65_536, "init_r", "must be from 1 to 65536, not " + initR);
    check.that(
        loraDropout >= 0 && loraDropout < 1,
        "lora_dropout",
        "must be in [0, 1), not " + loraDropout);
    check.that(
        rankPattern.values().stream().allMatch(rank -> rank >= 0 && rank <= most),
        "rank_pattern",
        "must have ranks from 0 to init_r");
    check.that(
        rankPattern.keySet().stream().allMatch(TargetModules::isPlain)
            && excludeModules.stream().allMatch(TargetModules::isPlain),
        rankPattern.keySet().stream().allMatch(TargetModules::isPlain)
            ? "exclude_modules"
            : "rank_pattern",
        "must name modules by plain paths or ends of these");
    check.that(
        layersToTransform.stream().allMatch(layer -> layer >= 0),
        "layers_to_transform",
        "must name layers from 0 on");
    check.that(
        orthRegWeight >= 0 && orthRegWeight <= 1_000_000,
        "orth_reg_weight",
        "must be from 0 to 1000000, not " + orthRegWeight);
    check.done();
  }

  /** The layers that are adapted. */
  public TargetLayers targets() {
    return new TargetLayers(targetModules, layersToTransform, excludeModules);
  }

  /** How many directions a module has; the longest name that fits counts. */
  public int rank(String path) {
    return rankPattern.entrySet().stream()
        .filter(one -> TargetModules.isNamed(path, one.getKey()))
        .max(Map.Entry.comparingByKey(Comparator.comparingInt(String::length)))
        .map(Map.Entry::getValue)
        .orElse(initR);
  }

  /** Whether a training takes directions away: not from what is finished. */
  public boolean allocates() {
    return schedule.targetR() < initR && rankPattern.isEmpty();
  }

  /**
   * The same with nothing more to take away.
   *
   * @param left directions of single modules, where not all
   */
  public PeftAdaLoraConfig finished(Map<String, Integer> left) {
    return new PeftAdaLoraConfig(
        targetModules,
        initR,
        loraAlpha,
        loraDropout,
        left,
        layersToTransform,
        excludeModules,
        orthRegWeight,
        schedule);
  }

  /** The factor on a module's term, whatever rank it has left. */
  public double scale() {
    double alpha = loraAlpha.value() > 0 ? loraAlpha.value() : initR;
    return alpha / (initR + 1e-5);
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
  public Pace pace() {
    // Two factors start near nothing, and the third, between them, at nothing.
    return Pace.LONG;
  }

  @Override
  public boolean hasPairs() {
    return true;
  }

  @Override
  public Optional<String> idle(int steps) {
    return allocates() ? schedule.idle(steps) : Optional.empty();
  }
}
