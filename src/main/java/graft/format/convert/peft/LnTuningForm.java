package graft.format.convert.peft;

import graft.format.convert.peft.file.PeftSettings;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PeftLnTuningConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Norms that are trained. */
final class LnTuningForm implements ModuleForm {
  @Override
  public String peftType() {
    return "LN_TUNING";
  }

  @Override
  public String architecture() {
    return PeftLnTuningConfig.ARCHITECTURE;
  }

  @Override
  public Set<String> attributes() {
    return Set.of();
  }

  @Override
  public String family() {
    return "ln_tuning_layers";
  }

  @Override
  public Map<String, String> tensors() {
    return Map.of(".ln_tuning_layers.weight", "weight", ".ln_tuning_layers.bias", "bias");
  }

  @Override
  public Map<String, @Nullable Object> house(PeftSettings settings, Map<String, Integer> ranks) {
    return Map.of();
  }

  @Override
  public Map<String, @Nullable Object> file(AdapterConfig config) {
    return new HashMap<>(config.json());
  }
}
