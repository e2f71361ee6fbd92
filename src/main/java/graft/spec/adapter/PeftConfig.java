package graft.spec.adapter;

import java.util.Optional;

/**
 * A method as PEFT configures it, of which AdapterHub's files cannot say the same.
 *
 * <p>The word of such a method begins with {@code peft_}.
 */
public sealed interface PeftConfig extends AdapterConfig
    permits PeftLoraConfig,
        PeftIa3Config,
        PeftVeraConfig,
        PeftAdaLoraConfig,
        PeftLnTuningConfig,
        PeftPromptTuningConfig,
        PeftPTuningConfig,
        PeftTrainableTokensConfig {
  @Override
  default boolean changesWeights() {
    return true;
  }

  @Override
  default Optional<String> beyondAdapterHub() {
    return Optional.of(
        "AdapterHub has no configuration that says the same as %s; PEFT's format has"
            .formatted(method()));
  }
}
