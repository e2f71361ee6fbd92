package graft.format.convert.peft;

import graft.spec.adapter.PeftConfig;
import graft.spec.adapter.PeftLnTuningConfig;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Norms that are trained. */
final class LnTuningForm implements PeftForm {
  @Override
  public String peftType() {
    return "LN_TUNING";
  }

  @Override
  public String architecture() {
    return PeftLnTuningConfig.ARCHITECTURE;
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
  public Map<String, @Nullable Object> file(PeftConfig config) {
    return new HashMap<>(config.json());
  }
}
