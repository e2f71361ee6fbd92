package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.Faults;
import graft.spec.adapter.attribute.SwitchedOff;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * LoRA for several tasks (Yang et al. 2024): several B, mixed by learned weights, behind one A and
 * a matrix of the task's own.
 *
 * @param lora where and how large
 * @param nUpProjection how many B there are
 * @param taskSpecificMatrixType what stands between A and B
 * @param weightsSharpness the temperature of the mixture: the lower, the more one B counts
 */
public record MtlLoraConfig(
    @Attribute(inline = true) LoraConfig lora,
    @Attribute(value = "How many B are mixed", min = 1, max = 1024) int nUpProjection,
    @Attribute("Between A and B: a diagonal, or a whole matrix") TaskMatrix taskSpecificMatrixType,
    @Attribute("Temperature of the mixture's softmax") double weightsSharpness)
    implements AdapterConfig {
  public static final String ARCHITECTURE = "mtl_lora";

  /** The library's defaults. */
  public static final MtlLoraConfig DEFAULTS =
      new MtlLoraConfig(LoraConfig.DEFAULTS, 1, TaskMatrix.SINGULAR_VALUES, 0.05);

  /** What stands between A and B. */
  public enum TaskMatrix {
    SINGULAR_VALUES,
    LINEAR
  }

  public MtlLoraConfig {
    Check check = new Check();
    check.that(
        lora.method().equals("lora"),
        lora.useDora() ? "use_dora" : lora.isVera() ? "vera_d" : "composition_mode",
        "must be left as it is for mtl_lora, whose modules are LoRA's");
    check.that(!lora.useGating(), "use_gating", "must be false for mtl_lora");
    check.that(
        nUpProjection >= 1 && nUpProjection <= 1024,
        "n_up_projection",
        "must be from 1 to 1024, not " + nUpProjection);
    check.that(
        weightsSharpness > 0 && Float.isFinite((float) weightsSharpness),
        "weights_sharpness",
        "must be above 0, not " + weightsSharpness);
    check.done();
  }

  @Override
  public Set<Integer> leaveOut() {
    return lora.leaveOut();
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
  public boolean changesWeights() {
    return true;
  }

  @Override
  public boolean hasPairs() {
    return true;
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
    return Optional.of("PEFT has no MTL-LoRA");
  }
}
