package graft.format.convert.peft;

import graft.format.convert.peft.file.PeftSettings;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PeftTrainableTokensConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Trained vectors of some tokens: of the words that a model reads, not of any other table. */
final class TokensForm implements ModuleForm {
  @Override
  public String peftType() {
    return "TRAINABLE_TOKENS";
  }

  @Override
  public String architecture() {
    return PeftTrainableTokensConfig.ARCHITECTURE;
  }

  @Override
  public Set<String> attributes() {
    return Set.of("token_indices", "init_weights");
  }

  @Override
  public String family() {
    return "trainable_tokens";
  }

  @Override
  public boolean hasTargets() {
    return false;
  }

  @Override
  public Map<String, String> tensors() {
    return Map.of(".trainable_tokens_delta", "trainable_tokens_delta");
  }

  @Override
  public Map<String, @Nullable Object> house(PeftSettings settings, Map<String, Integer> ranks) {
    return ModuleForm.copied(attributes(), settings);
  }

  @Override
  public Map<String, @Nullable Object> file(AdapterConfig config) {
    return new HashMap<>(config.json());
  }
}
