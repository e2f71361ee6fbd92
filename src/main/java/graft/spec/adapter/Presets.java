package graft.spec.adapter;

import graft.spec.Activation;
import graft.spec.Codec;
import graft.spec.Faults;
import graft.spec.adapter.attribute.BottleneckNorms;
import graft.spec.adapter.attribute.BottleneckNorms.Residual;
import graft.spec.adapter.attribute.InvertibleConfig;
import graft.spec.adapter.attribute.PhmConfig;
import graft.spec.adapter.attribute.ReductionFactor;
import graft.spec.adapter.attribute.Scaling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configurations that have a name, by their current name and by the one of the reference
 * library's version 3.
 */
public final class Presets {
  /** What is trained when a job does not say. */
  public static final AdapterConfig DEFAULT = pfeiffer();

  /** What is trained with a fuse block when a job does not say. */
  public static final AdapterConfig FUSION = FusionConfig.DEFAULTS;

  /** What a configuration is that does not say its architecture. */
  public static final String BOTTLENECK = "bottleneck";

  /** What has attributes that must be said, with any one configuration of it. */
  private static final Map<String, AdapterConfig> GENERAL =
      Map.of(BOTTLENECK, BottleneckConfig.DEFAULTS, UnionConfig.ARCHITECTURE, mam());

  private static final Map<String, AdapterConfig> BY_NAME = all();

  /** At every linear layer (Dettmers et al. 2023, QLoRA). */
  private static final AdapterConfig CAUSAL_LORA =
      changed(PeftLoraConfig.DEFAULTS, Map.of("r", 16, "lora_alpha", 32));

  private Presets() {}

  /** Every name with its configuration, current names first. */
  public static Map<String, AdapterConfig> byName() {
    return BY_NAME;
  }

  public static Optional<AdapterConfig> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Any configuration of what has no defaults for all attributes: bottlenecks and unions. */
  public static Optional<AdapterConfig> general(String name) {
    return Optional.ofNullable(GENERAL.get(name));
  }

  /**
   * What the attributes of an object are changes of, which may say its architecture as the
   * reference library's files do: LoRA and (IA)^3 in one word, and all of ReFT.
   */
  public static Optional<AdapterConfig> written(String architecture, Map<String, ?> attributes) {
    if (architecture.equals("lora") && "scale".equals(attributes.get("composition_mode"))) {
      return Optional.of(LoraConfig.IA3);
    }
    return find(architecture.equals(ReftConfig.ARCHITECTURE) ? "loreft" : architecture);
  }

  /**
   * What a name alone means for a causal language model, where that is not what it means elsewhere:
   * query and value, which are the reference library's LoRA, are too little to learn answers with.
   */
  public static Optional<AdapterConfig> causal(String name) {
    return name.equals("lora") ? Optional.of(CAUSAL_LORA) : Optional.empty();
  }

  private static Map<String, AdapterConfig> all() {
    Map<String, AdapterConfig> presets = new LinkedHashMap<>();
    presets.put("seq_bn", pfeiffer());
    presets.put("double_seq_bn", houlsby());
    presets.put("par_bn", parallel(new Scaling.Fixed(4.0)));
    presets.put("scaled_par_bn", parallel(new Scaling.Learned()));
    presets.put("adapter_plus", adapterPlus());
    presets.put("seq_bn_inv", invertible(pfeiffer()));
    presets.put("double_seq_bn_inv", invertible(houlsby()));
    presets.put("compacter", compacter(houlsby()));
    presets.put("compacter++", compacter(pfeiffer()));
    presets.put("lora", LoraConfig.DEFAULTS);
    presets.put("ia3", LoraConfig.IA3);
    presets.put("dora", dora(LoraConfig.DEFAULTS));
    presets.put("vera", vera());
    presets.put("dvora", dora(vera()));
    presets.put(MtlLoraConfig.ARCHITECTURE, MtlLoraConfig.DEFAULTS);
    presets.put("prefix_tuning", PrefixTuningConfig.DEFAULTS);
    presets.put("prefix_tuning_flat", PrefixTuningConfig.DEFAULTS.flattened());
    presets.put(PromptTuningConfig.ARCHITECTURE, PromptTuningConfig.DEFAULTS);
    presets.put("loreft", ReftConfig.DEFAULTS);
    presets.put("noreft", changed(ReftConfig.DEFAULTS, Map.of("orthogonality", false)));
    presets.put(
        "direft",
        changed(ReftConfig.DEFAULTS, Map.of("orthogonality", false, "subtract_projection", false)));
    presets.put("mam", mam());
    presets.put("unipelt", unipelt());
    presets.put("fusion", FUSION);
    presets.put("static_fusion", FusionConfig.STATIC);
    presets.put(PeftLoraConfig.ARCHITECTURE, PeftLoraConfig.DEFAULTS);
    presets.put(PeftIa3Config.ARCHITECTURE, PeftIa3Config.DEFAULTS);
    presets.put(PeftVeraConfig.ARCHITECTURE, PeftVeraConfig.DEFAULTS);
    presets.put(PeftAdaLoraConfig.ARCHITECTURE, PeftAdaLoraConfig.DEFAULTS);
    presets.put(PeftLnTuningConfig.ARCHITECTURE, PeftLnTuningConfig.DEFAULTS);
    presets.put(PeftPromptTuningConfig.ARCHITECTURE, PeftPromptTuningConfig.DEFAULTS);
    presets.put(PeftPTuningConfig.ARCHITECTURE, PeftPTuningConfig.DEFAULTS);
    presets.put(PeftTrainableTokensConfig.ARCHITECTURE, PeftTrainableTokensConfig.DEFAULTS);
    presets.put("pfeiffer", pfeiffer());
    presets.put("houlsby", houlsby());
    presets.put("parallel", parallel(new Scaling.Fixed(4.0)));
    presets.put("scaled_parallel", parallel(new Scaling.Learned()));
    presets.put("pfeiffer+inv", invertible(pfeiffer()));
    presets.put("houlsby+inv", invertible(houlsby()));
    return presets;
  }

  /** Pfeiffer et al. 2020: one adapter a layer, after the feed-forward block. */
  private static BottleneckConfig pfeiffer() {
    BottleneckNorms norms = new BottleneckNorms(true, true, false, false, Residual.BEFORE, false);
    return bottleneck(
        false,
        16,
        Activation.RELU,
        norms,
        BottleneckConfig.Init.BERT,
        false,
        new Scaling.Fixed(1.0),
        0.0);
  }

  /** Houlsby et al. 2019: one after the attention and one after the feed-forward block. */
  private static BottleneckConfig houlsby() {
    return bottleneck(
        true,
        16,
        Activation.SWISH,
        BottleneckNorms.DEFAULTS,
        BottleneckConfig.Init.BERT,
        false,
        new Scaling.Fixed(1.0),
        0.0);
  }

  /** He et al. 2021: parallel to the feed-forward block, scaled. */
  private static BottleneckConfig parallel(Scaling scaling) {
    return bottleneck(
        false,
        2,
        Activation.RELU,
        BottleneckNorms.DEFAULTS,
        BottleneckConfig.Init.MAM_ADAPTER,
        true,
        scaling,
        0.0);
  }

  /** Pfeiffer et al. 2020 (MAD-X): with an invertible adapter at the embeddings. */
  private static BottleneckConfig invertible(BottleneckConfig plain) {
    return changed(plain, Map.of("inv_adapter", "nice", "inv_adapter_reduction_factor", 2));
  }

  /** Karimi Mahabadi et al. 2021: PHM layers in place of dense projections. */
  private static BottleneckConfig compacter(BottleneckConfig dense) {
    return changed(
        dense, Map.of("phm_layer", true, "reduction_factor", 32, "non_linearity", "gelu"));
  }

  /** Steitz and Roth 2024 (Adapter+). */
  private static BottleneckConfig adapterPlus() {
    BottleneckNorms norms = new BottleneckNorms(true, false, false, false, Residual.AFTER, false);
    return bottleneck(
        false,
        96,
        Activation.GELU,
        norms,
        BottleneckConfig.Init.HOULSBY,
        false,
        new Scaling.Channel(),
        0.1);
  }

  /** Liu et al. 2024. */
  private static LoraConfig dora(LoraConfig plain) {
    return changed(plain, Map.of("use_dora", true));
  }

  /** Kopiczko et al. 2024, with whole matrices in place of vectors. */
  private static LoraConfig vera() {
    return changed(
        LoraConfig.DEFAULTS, Map.of("vera_d", 0.1, "vera_b", 0.0, "init_weights", "vera"));
  }

  /** He et al. 2021 (mix-and-match). */
  private static UnionConfig mam() {
    return new UnionConfig(
        List.of(
            changed(PrefixTuningConfig.DEFAULTS, Map.of("bottleneck_size", 800)),
            parallel(new Scaling.Fixed(4.0))));
  }

  /** Mao et al. 2022: three methods, each behind a gate, which takes the place of LoRA's scale. */
  private static UnionConfig unipelt() {
    return new UnionConfig(
        List.of(
            changed(PrefixTuningConfig.DEFAULTS, Map.of("prefix_length", 10, "use_gating", true)),
            changed(pfeiffer(), Map.of("use_gating", true)),
            changed(LoraConfig.DEFAULTS, Map.of("alpha", 2, "use_gating", true))));
  }

  private static <C extends Record> C changed(C preset, Map<String, ?> attributes) {
    return Codec.change(preset, attributes, "", new Faults()).orElseThrow();
  }

  private static BottleneckConfig bottleneck(
      boolean afterAttention,
      double reductionFactor,
      Activation activation,
      BottleneckNorms norms,
      BottleneckConfig.Init init,
      boolean isParallel,
      Scaling scaling,
      double stochasticDepth) {
    return new BottleneckConfig(
        afterAttention,
        true,
        false,
        new ReductionFactor.Even(reductionFactor),
        activation,
        norms,
        init,
        Optional.empty(),
        isParallel,
        scaling,
        false,
        InvertibleConfig.DEFAULTS,
        Set.of(),
        0.0,
        stochasticDepth,
        PhmConfig.DEFAULTS);
  }
}
