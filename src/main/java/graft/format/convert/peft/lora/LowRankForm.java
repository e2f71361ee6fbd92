package graft.format.convert.peft.lora;

import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.AttentionShape;
import graft.format.convert.TargetModel;
import graft.format.convert.peft.file.PeftForm;
import graft.format.convert.peft.file.PeftSettings;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.PeftIa3Config;
import graft.spec.adapter.PeftLoraConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** LoRA and (IA)^3, which AdapterHub has too: what it has words for becomes its own. */
public final class LowRankForm implements PeftForm {
  @Override
  public List<String> types() {
    return List.of("LORA", "IA3");
  }

  @Override
  public List<String> architectures() {
    return List.of(
        LoraConfig.DEFAULTS.architecture(),
        PeftLoraConfig.ARCHITECTURE,
        PeftIa3Config.ARCHITECTURE);
  }

  @Override
  public Set<String> attributes() {
    return Set.of(
        "r",
        "lora_alpha",
        "lora_dropout",
        "use_rslora",
        "use_dora",
        "lora_bias",
        "corda_config",
        "loftq_config",
        "lora_ga_config",
        "rank_pattern",
        "alpha_pattern",
        "init_lora_weights",
        "init_ia3_weights",
        "feedforward_modules",
        "qalora_group_size",
        "eva_config",
        "trainable_token_indices");
  }

  @Override
  public SavedAdapter read(
      PeftAdapter file, PeftSettings settings, TargetModel model, String name) {
    return LoraImport.of(file, settings, model, name);
  }

  @Override
  public PeftAdapter written(
      SavedAdapter saved, AdapterConfig config, Optional<AttentionShape> attention) {
    return switch (config) {
      case PeftLoraConfig own -> NativePeft.of(saved, own);
      case PeftIa3Config own -> NativePeft.of(saved, own);
      case LoraConfig vera when vera.isVera() -> FullVera.of(saved, vera, attention);
      case LoraConfig lora -> LoraExport.of(saved, lora, attention);
      default -> throw new IllegalArgumentException(config.method());
    };
  }
}
