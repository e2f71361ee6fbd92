package graft.format.convert.peft.prompt;

import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.AttentionShape;
import graft.format.convert.TargetModel;
import graft.format.convert.peft.file.PeftForm;
import graft.format.convert.peft.file.PeftSettings;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PeftPTuningConfig;
import graft.spec.adapter.PeftPromptTuningConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Prompt tuning and p-tuning: virtual tokens, of which files hold the vectors alone. */
public final class PromptForm implements PeftForm {
  @Override
  public List<String> types() {
    return List.of("PROMPT_TUNING", "P_TUNING");
  }

  @Override
  public List<String> architectures() {
    return List.of(PeftPromptTuningConfig.ARCHITECTURE, PeftPTuningConfig.ARCHITECTURE);
  }

  @Override
  public Set<String> attributes() {
    return Set.of(
        "prompt_tuning_init",
        "prompt_tuning_init_text",
        "tokenizer_name_or_path",
        "tokenizer_kwargs",
        "encoder_reparameterization_type",
        "encoder_num_layers",
        "encoder_dropout");
  }

  @Override
  public SavedAdapter read(
      PeftAdapter file, PeftSettings settings, TargetModel model, String name) {
    return PeftPromptFile.read(file, settings, model, name);
  }

  @Override
  public PeftAdapter written(
      SavedAdapter saved, AdapterConfig config, Optional<AttentionShape> attention) {
    return switch (config) {
      case PeftPromptTuningConfig own -> PeftPromptFile.of(saved, own);
      case PeftPTuningConfig own -> PeftPromptFile.of(saved, own);
      default -> throw new IllegalArgumentException(config.method());
    };
  }
}
