package graft.format.convert.peft;

import graft.spec.adapter.PeftConfig;
import graft.spec.adapter.PeftVeraConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** VeRA: a file may lack the frozen pair, which follows from its seed. */
final class VeraForm implements PeftForm {
  private static final List<String> ATTRIBUTES =
      List.of("r", "vera_dropout", "d_initial", "projection_prng_key", "save_projection");

  @Override
  public String peftType() {
    return "VERA";
  }

  @Override
  public String architecture() {
    return PeftVeraConfig.ARCHITECTURE;
  }

  @Override
  public String family() {
    return "veras";
  }

  @Override
  public Map<String, String> tensors() {
    return Map.of(".vera_lambda_d", "vera_lambda_d", ".vera_lambda_b", "vera_lambda_b");
  }

  @Override
  public Map<String, String> shared() {
    return Map.of("base_model.vera_A", "vera_A", "base_model.vera_B", "vera_B");
  }

  @Override
  public Map<String, @Nullable Object> house(PeftSettings settings, Map<String, Integer> ranks) {
    return copied(ATTRIBUTES, settings);
  }

  /** Those of the attributes that a file has. */
  static Map<String, @Nullable Object> copied(List<String> attributes, PeftSettings settings) {
    Map<String, @Nullable Object> config = new HashMap<>();
    attributes.stream()
        .filter(name -> settings.config().get(name) != null)
        .forEach(name -> config.put(name, settings.config().get(name)));
    return config;
  }

  @Override
  public Map<String, @Nullable Object> file(PeftConfig config) {
    Map<String, @Nullable Object> file = new HashMap<>(config.json());
    file.put("bias", "none");
    // The file is written with the pair, so that it loads wherever it is.
    file.put("save_projection", true);
    return file;
  }
}
