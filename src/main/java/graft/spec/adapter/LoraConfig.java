package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.Faults;
import graft.spec.adapter.attribute.Alpha;
import graft.spec.adapter.attribute.Pace;
import graft.spec.adapter.attribute.SwitchedOff;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Low-rank adaptation (Hu et al. 2021) or, with {@code composition_mode} scale, (IA)^3 (Liu et al.
 * 2022). Version 3 of the reference lacks {@code init_weights_seed} and does not declare {@code
 * leave_out} (D18); absent, they are off.
 *
 * @param selfattnLora adapt the attention projections that {@code attnMatrices} names
 * @param intermediateLora adapt the first feed-forward matrix
 * @param outputLora adapt the second feed-forward matrix
 * @param r rank; 1 for (IA)^3
 * @param alpha numerator of the scale {@code alpha / r}; not used with gating
 * @param dropout on the input of A
 * @param useDora rescale the rows of the sum to learned lengths (Liu et al. 2024), as the library
 *     does it
 * @param veraD what VeRA's matrix between A and B (Kopiczko et al. 2024) starts with on its
 *     diagonal; with this or the next, A and B are frozen and shared by all modules
 * @param veraB the same for the matrix behind B
 */
public record LoraConfig(
    @Attribute("Adapt the attention projections") boolean selfattnLora,
    @Attribute("Adapt the first feed-forward matrix") boolean intermediateLora,
    @Attribute("Adapt the second feed-forward matrix") boolean outputLora,
    @Attribute("Layers without an adapter") Set<Integer> leaveOut,
    @Attribute(value = "Rank", min = 1, max = 65_536) int r,
    @Attribute("Numerator of the scale alpha / r") Alpha alpha,
    @Attribute(value = "Dropout on the input of A", min = 0, max = 0.999) double dropout,
    @Attribute("Which attention projections: q, k, v") List<AttentionMatrix> attnMatrices,
    @Attribute("add is LoRA, scale is (IA)^3") CompositionMode compositionMode,
    @Attribute("Initialisation") Init initWeights,
    @Attribute("Seed of every module's initialisation; drawn from the job's seed when absent")
        Optional<Long> initWeightsSeed,
    @Attribute("Replace alpha / r by a gate that is learned from the input") boolean useGating,
    @Attribute("Rescale the rows of the sum of weights to learned lengths (DoRA)") boolean useDora,
    @Attribute(
            "Start of the diagonal of VeRA's trained matrix between A and B, which are then frozen and shared; null: no VeRA")
        Optional<Double> veraD,
    @Attribute("Start of the diagonal of VeRA's trained matrix behind B; null: 0, or no VeRA")
        Optional<Double> veraB)
    implements AdapterConfig {
  /** PEFT's LoRA has these, or needs none. */
  public static final Map<String, String> ELSEWHERE =
      Map.of(
          "bias", PeftLoraConfig.MEANT,
          "use_rslora", PeftLoraConfig.MEANT,
          "rank_pattern", PeftLoraConfig.MEANT,
          "alpha_pattern", PeftLoraConfig.MEANT,
          "layers_to_transform", PeftLoraConfig.MEANT,
          "modules_to_save", PeftLoraConfig.HEAD_STAYS);

  /** LoRA's defaults. */
  public static final LoraConfig DEFAULTS =
      new LoraConfig(
          true,
          false,
          false,
          Set.of(),
          8,
          new Alpha(8),
          0.0,
          List.of(AttentionMatrix.Q, AttentionMatrix.V),
          CompositionMode.ADD,
          Init.LORA,
          Optional.empty(),
          false,
          false,
          Optional.empty(),
          Optional.empty());

  /** (IA)^3's defaults: those of the reference's code, not of its documentation (D1). */
  public static final LoraConfig IA3 =
      new LoraConfig(
          true,
          true,
          false,
          Set.of(),
          1,
          new Alpha(1),
          0.0,
          List.of(AttentionMatrix.K, AttentionMatrix.V),
          CompositionMode.SCALE,
          Init.IA3,
          Optional.empty(),
          false,
          false,
          Optional.empty(),
          Optional.empty());

  /** A projection of an attention module. */
  public enum AttentionMatrix {
    Q,
    K,
    V
  }

  /** How a module changes its linear layer: by a low-rank addition, or by rescaling its output. */
  public enum CompositionMode {
    ADD,
    SCALE
  }

  /** How the tensors start. */
  public enum Init {
    LORA,
    BERT,
    IA3,
    /** A and B both uniform. */
    VERA
  }

  public LoraConfig {
    leaveOut = Set.copyOf(leaveOut);
    attnMatrices = List.copyOf(attnMatrices);
    Check check = new Check();
    boolean scales = compositionMode == CompositionMode.SCALE;
    check.that(r >= 1 && r <= 65_536, "r", "must be from 1 to 65536, not " + r);
    check.that(!scales || r == 1, "r", "must be 1 with composition_mode scale, not " + r);
    check.that(dropout >= 0 && dropout < 1, "dropout", "must be in [0, 1), not " + dropout);
    check.that(
        !scales || dropout == 0,
        "dropout",
        "must be 0 with composition_mode scale, not " + dropout);
    check.that(
        leaveOut.stream().allMatch(layer -> layer >= 0), "leave_out", "must name layers from 0 on");
    check.that(
        !selfattnLora || !attnMatrices.isEmpty(),
        "attn_matrices",
        "must name at least one of q, k, v with selfattn_lora");
    check.that(
        attnMatrices.isEmpty() || EnumSet.copyOf(attnMatrices).size() == attnMatrices.size(),
        "attn_matrices",
        "must not name a matrix twice");
    check.that(
        selfattnLora || intermediateLora || outputLora,
        "selfattn_lora",
        "or intermediate_lora or output_lora must be true");
    boolean isPlain = !useDora && veraD.isEmpty() && veraB.isEmpty();
    String special = useDora ? "use_dora" : "vera_d and vera_b";
    check.that(
        !scales || isPlain, "composition_mode", "must be add with " + special + ", not scale");
    check.that(!useGating || isPlain, "use_gating", "must be false with " + special);
    check.that(isFloat(veraD), "vera_d", "must be a number that a float32 can hold");
    check.that(isFloat(veraB), "vera_b", "must be a number that a float32 can hold");
    check.done();
  }

  private static boolean isFloat(Optional<Double> value) {
    return value.isEmpty() || Float.isFinite(value.get().floatValue());
  }

  /** Whether A and B are frozen and shared. */
  public boolean isVera() {
    return veraD.isPresent() || veraB.isPresent();
  }

  @Override
  public String method() {
    if (compositionMode == CompositionMode.SCALE) {
      return "ia3";
    }
    return isVera() ? useDora ? "dvora" : "vera" : useDora ? "dora" : "lora";
  }

  @Override
  public String architecture() {
    return "lora";
  }

  /** The factor on the low-rank term: {@code alpha / r}. */
  public double scale() {
    return alpha.value() / r;
  }

  @Override
  public boolean changesWeights() {
    return true;
  }

  @Override
  public Pace pace() {
    if (compositionMode == CompositionMode.SCALE) {
      // Vectors that scale activations, near 1 at the start.
      return Pace.LONGEST;
    }
    return isVera() ? Pace.LONG : Pace.LOW_RANK;
  }

  @Override
  public boolean hasPairs() {
    return compositionMode == CompositionMode.ADD && !isVera();
  }

  @Override
  public Map<String, ?> readable(Map<String, ?> given, Faults faults) {
    return SwitchedOff.without(given, faults);
  }

  @Override
  public Map<String, @Nullable Object> published() {
    Map<String, @Nullable Object> file = json();
    file.putAll(SwitchedOff.ATTRIBUTES);
    return file;
  }

  @Override
  public Optional<String> beyondPeft() {
    if (useGating) {
      return Optional.of("use_gating is true: PEFT has no gates on adapters");
    }
    return useDora
        ? Optional.of(
            "use_dora is true: PEFT's DoRA leaves biases alone and measures the scaled sum of"
                + " weights, AdapterHub's does neither; train peft_lora with use_dora, or export"
                + " the merged model")
        : Optional.empty();
  }

  /** The same without VeRA: LoRA, which has all its numbers in A and B. */
  public LoraConfig withoutVera() {
    return new LoraConfig(
        selfattnLora,
        intermediateLora,
        outputLora,
        leaveOut,
        r,
        alpha,
        dropout,
        attnMatrices,
        compositionMode,
        Init.LORA,
        initWeightsSeed,
        useGating,
        useDora,
        Optional.empty(),
        Optional.empty());
  }
}
