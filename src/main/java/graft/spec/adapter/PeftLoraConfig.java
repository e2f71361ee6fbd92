package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.attribute.Alpha;
import graft.spec.adapter.attribute.LoraStart;
import graft.spec.adapter.attribute.Pace;
import graft.spec.adapter.target.TargetLayers;
import graft.spec.adapter.target.TargetModules;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Low-rank adaptation (Hu et al. 2021) as PEFT configures it: at any linear layer, each with a rank
 * and a scale of its own. Attributes are PEFT's; what is not among them is off.
 *
 * @param r rank of modules that {@code rankPattern} does not name
 * @param loraAlpha numerator of the scale of modules that {@code alphaPattern} does not name
 * @param loraDropout on the input of A
 * @param useRslora divide alpha by the square root of the rank (Kalajdzievski 2023)
 * @param bias which biases of the base model are replaced by trained ones
 * @param rankPattern by paths of modules or ends of these. In PEFT the first that fits counts; here
 *     those that fit must agree, because JSON objects have no order
 * @param alphaPattern likewise
 * @param layersToTransform counted from 0; empty for all. As in PEFT a module's layer is the first
 *     number in its path, so of two stacks each has such a layer; and modules that are named by
 *     their whole path are adapted in any layer
 * @param useDora learn the length of each row of the weight by itself (Liu et al. 2024)
 * @param loraBias B has a bias
 * @param excludeModules paths of modules or ends of these that are not adapted though they are
 *     named
 * @param trainableTokenIndices tokens whose vectors are trained beside, by their numbers
 */
public record PeftLoraConfig(
    @Attribute(
            "Which linear layers: paths of modules or ends of these, such as query; or [\"all-linear\"], PEFT's word for all but the output head. \"all-linear\" alone, not in a list, means the same; PEFT's regular expressions are not read")
        TargetModules targetModules,
    @Attribute(value = "Rank", min = 1, max = 65_536) int r,
    @Attribute("Numerator of the scale") Alpha loraAlpha,
    @Attribute(value = "Dropout on the input of A", min = 0, max = 0.999) double loraDropout,
    @Attribute("Divide alpha by the square root of the rank, not by the rank") boolean useRslora,
    @Attribute(
            "Which biases of the base model are trained: none, those of adapted layers, or all, layer norms' too")
        Bias bias,
    @Attribute("Ranks of single modules") Map<String, Integer> rankPattern,
    @Attribute("Alphas of single modules") Map<String, Alpha> alphaPattern,
    @Attribute("Layers with an adapter; all where empty") Set<Integer> layersToTransform,
    @Attribute("Learn the length of each row of the weight by itself (DoRA)") boolean useDora,
    @Attribute("Give B a bias") boolean loraBias,
    @Attribute(
            "How the tensors start: true (A uniform, B zero), false (both uniform), gaussian, orthogonal, pissa or olora; the last two take their part out of the weight")
        LoraStart initLoraWeights,
    @Attribute("Which of the named linear layers are not adapted: paths or ends of these")
        List<String> excludeModules,
    @Attribute("Tokens whose vectors are trained too, by their numbers in the vocabulary")
        List<Integer> trainableTokenIndices)
    implements PeftConfig {
  public static final String ARCHITECTURE = "peft_lora";

  static final String MEANT = "did you mean \"architecture\": \"peft_lora\"?";
  static final String HEAD_STAYS =
      "the head is trained and kept beside every adapter, so leave it out; PEFT's other attributes belong to \"architecture\": \"peft_lora\"";
  public static final Map<String, String> ELSEWHERE = Map.of("modules_to_save", HEAD_STAYS);

  /** PEFT's defaults, at all linear layers: PEFT has other targets for each architecture. */
  public static final PeftLoraConfig DEFAULTS =
      new PeftLoraConfig(
          new TargetModules.AllLinear(),
          8,
          new Alpha(8),
          0,
          false,
          Bias.NONE,
          Map.of(),
          Map.of(),
          Set.of(),
          false,
          false,
          LoraStart.DEFAULT,
          List.of(),
          List.of());

  /** Biases of the base model. */
  public enum Bias {
    NONE,
    /** Of the layers that have a low-rank term. */
    LORA_ONLY,
    /** Of all linear layers and layer norms. */
    ALL,
    /** What PEFT's {@code all} is in a class of the model that has no pooler. */
    ALL_WITHOUT_POOLER
  }

  public PeftLoraConfig {
    rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
    alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
    layersToTransform = Set.copyOf(layersToTransform);
    excludeModules = List.copyOf(excludeModules);
    trainableTokenIndices = List.copyOf(trainableTokenIndices);
    Check check = new Check();
    PeftTrainableTokensConfig.check(trainableTokenIndices, "trainable_token_indices", check);
    check.that(isRank(r), "r", "must be from 1 to 65536, not " + r);
    check.that(
        loraDropout >= 0 && loraDropout < 1,
        "lora_dropout",
        "must be in [0, 1), not " + loraDropout);
    check.that(
        rankPattern.values().stream().allMatch(PeftLoraConfig::isRank),
        "rank_pattern",
        "must have ranks from 1 to 65536");
    check.that(arePlain(rankPattern.keySet()), "rank_pattern", "must name modules by plain paths");
    check.that(
        arePlain(alphaPattern.keySet()), "alpha_pattern", "must name modules by plain paths");
    check.that(
        layersToTransform.stream().allMatch(layer -> layer >= 0),
        "layers_to_transform",
        "must name layers from 0 on");
    check.that(
        arePlain(excludeModules), "exclude_modules", "must name modules by plain paths or ends");
    check.that(
        !(loraBias && useDora), "lora_bias", "must be false with use_dora, which scales no bias");
    check.that(
        !loraBias || initLoraWeights == LoraStart.DEFAULT || initLoraWeights == LoraStart.RANDOM,
        "init_lora_weights",
        "must be true or false with lora_bias");
    check.that(
        !initLoraWeights.splitsWeight()
            || Stream.concat(Stream.of(loraAlpha), alphaPattern.values().stream())
                .allMatch(alpha -> alpha.value() > 0),
        initLoraWeights.splitsWeight() && loraAlpha.value() <= 0 ? "lora_alpha" : "alpha_pattern",
        "must be above 0 with init_lora_weights pissa or olora");
    check.that(
        initLoraWeights != LoraStart.ORTHOGONAL
            || Stream.concat(Stream.of(r), rankPattern.values().stream())
                .allMatch(rank -> rank % 2 == 0),
        initLoraWeights == LoraStart.ORTHOGONAL && r % 2 != 0 ? "r" : "rank_pattern",
        "must be even with init_lora_weights orthogonal, which halves it");
    check.done();
  }

  private static boolean isRank(int rank) {
    return rank >= 1 && rank <= 65_536;
  }

  private static boolean arePlain(Collection<String> names) {
    return names.stream().allMatch(TargetModules::isPlain);
  }

  @Override
  public String method() {
    return ARCHITECTURE;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  /**
   * Whether a module is adapted.
   *
   * @param path without the base model's prefix
   */
  public boolean adapts(String path) {
    return new TargetLayers(targetModules, layersToTransform, excludeModules).has(path);
  }

  /**
   * A module's rank.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if the patterns give it several
   */
  public int rank(String path) {
    return agreed("rank_pattern", rankPattern, path, r);
  }

  /**
   * The factor on a module's low-rank term.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if the patterns give it several
   */
  public double scale(String path) {
    double alpha = agreed("alpha_pattern", alphaPattern, path, loraAlpha).value();
    return useRslora ? alpha / Math.sqrt(rank(path)) : alpha / rank(path);
  }

  private static <V> V agreed(String attribute, Map<String, V> patterns, String path, V otherwise) {
    List<V> values =
        patterns.entrySet().stream()
            .filter(pattern -> TargetModules.isNamed(path, pattern.getKey()))
            .map(Map.Entry::getValue)
            .distinct()
            .toList();
    if (values.size() > 1) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/" + attribute,
              "ambiguous",
              "%s has %d different values for %s".formatted(attribute, values.size(), path)));
    }
    return values.isEmpty() ? otherwise : values.getFirst();
  }

  @Override
  public Pace pace() {
    return Pace.LOW_RANK;
  }

  @Override
  public boolean hasPairs() {
    return true;
  }
}
