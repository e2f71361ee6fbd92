package graft.format.convert.peft;

import graft.format.convert.peft.file.PeftSettings;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PeftVeraConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** VeRA: a file may lack the frozen pair, which follows from its seed. */
final class VeraForm implements ModuleForm {
  private static final Set<String> ATTRIBUTES =
      Set.of("r", "vera_dropout", "d_initial", "projection_prng_key", "save_projection");

  @Override
  public String peftType() {
    return "VERA";
  }

  @Override
  public String architecture() {
    return PeftVeraConfig.ARCHITECTURE;
  }

  @Override
  public Set<String> attributes() {
    return Stream.concat(ATTRIBUTES.stream(), Stream.of("init_weights"))
        .collect(Collectors.toSet());
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
    return ModuleForm.copied(ATTRIBUTES, settings);
  }

  @Override
  public Map<String, @Nullable Object> file(AdapterConfig config) {
    Map<String, @Nullable Object> file = new HashMap<>(config.json());
    file.put("bias", "none");
    // The file is written with the pair, so that it loads wherever it is.
    file.put("save_projection", true);
    return file;
  }
}
