package graft.format.convert.peft;

import graft.spec.adapter.PeftConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How PEFT saves a method of its own: a few tensors for each module, named after its path, and
 * perhaps some for all of them. {@link PeftFormFile} moves the files.
 */
interface PeftForm {
  List<PeftForm> ALL =
      List.of(new VeraForm(), new AdaLoraForm(), new LnTuningForm(), new TokensForm());

  static Optional<PeftForm> find(String peftType) {
    return ALL.stream().filter(form -> form.peftType().equals(peftType)).findFirst();
  }

  /** The form of a file; empty for LoRA, (IA)^3 and prefixes, which AdapterHub has too. */
  static Optional<PeftForm> of(PeftSettings settings) {
    return find(String.valueOf(settings.config().get("peft_type")));
  }

  /** The form of a configuration that is not LoRA's or (IA)^3's. */
  static PeftForm of(PeftConfig config) {
    return ALL.stream()
        .filter(form -> form.architecture().equals(config.architecture()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(config.method()));
  }

  static List<String> types() {
    return ALL.stream().map(PeftForm::peftType).toList();
  }

  String peftType();

  /** The house's word for the method. */
  String architecture();

  /** What holds the tensors at a module, in the house's files. */
  String family();

  /** What stands behind a module's path in PEFT's files, with the house's name of the tensor. */
  Map<String, String> tensors();

  /** Whether the house's configuration says which modules; else there is one that it can be. */
  default boolean hasTargets() {
    return true;
  }

  /** PEFT's whole names of what all modules share, with the house's. */
  default Map<String, String> shared() {
    return Map.of();
  }

  /**
   * The house's configuration, without the targets.
   *
   * @param ranks the height of each module's first tensor, by the module's path
   */
  Map<String, @Nullable Object> house(PeftSettings settings, Map<String, Integer> ranks);

  /** PEFT's attributes, without those that every file has. */
  Map<String, @Nullable Object> file(PeftConfig config);
}
