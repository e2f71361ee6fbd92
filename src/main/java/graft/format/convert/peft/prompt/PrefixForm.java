package graft.format.convert.peft.prompt;

import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.AttentionShape;
import graft.format.convert.TargetModel;
import graft.format.convert.peft.file.PeftForm;
import graft.format.convert.peft.file.PeftSettings;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PrefixTuningConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Prefixes, which AdapterHub has too, but for the positions of the text. */
public final class PrefixForm implements PeftForm {
  @Override
  public List<String> types() {
    return List.of("PREFIX_TUNING");
  }

  @Override
  public List<String> architectures() {
    return List.of(PrefixTuningConfig.DEFAULTS.architecture());
  }

  @Override
  public Set<String> attributes() {
    return Set.of(
        "num_virtual_tokens",
        "num_layers",
        "num_attention_heads",
        "num_transformer_submodules",
        "token_dim",
        "encoder_hidden_size",
        "prefix_projection");
  }

  @Override
  public SavedAdapter read(
      PeftAdapter file, PeftSettings settings, TargetModel model, String name) {
    return new PeftPrefixImport(model, name, settings).move(file);
  }

  @Override
  public PeftAdapter written(
      SavedAdapter saved, AdapterConfig config, Optional<AttentionShape> attention) {
    PrefixTuningConfig prefixes = (PrefixTuningConfig) config;
    return new PeftPrefixExport(prefixes, saved.adapter().envelope(), attention).move(saved);
  }
}
