package graft.format.convert.peft;

import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.AttentionShape;
import graft.format.convert.TargetModel;
import graft.format.convert.peft.file.PeftForm;
import graft.format.convert.peft.file.PeftSettings;
import graft.spec.adapter.AdapterConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How PEFT saves a method of its own: a few tensors for each module, named after its path, and
 * perhaps some for all of them. {@link ModuleFile} moves the files.
 */
interface ModuleForm extends PeftForm {
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
  Map<String, @Nullable Object> file(AdapterConfig config);

  /** Those of some attributes that a file has. */
  static Map<String, @Nullable Object> copied(
      Collection<String> attributes, PeftSettings settings) {
    Map<String, @Nullable Object> config = new HashMap<>();
    attributes.stream()
        .filter(name -> settings.config().get(name) != null)
        .forEach(name -> config.put(name, settings.config().get(name)));
    return config;
  }

  @Override
  default List<String> types() {
    return List.of(peftType());
  }

  @Override
  default List<String> architectures() {
    return List.of(architecture());
  }

  @Override
  default SavedAdapter read(
      PeftAdapter file, PeftSettings settings, TargetModel model, String name) {
    return new ModuleFile(this).read(file, settings, model, name);
  }

  @Override
  default PeftAdapter written(
      SavedAdapter saved, AdapterConfig config, Optional<AttentionShape> attention) {
    return new ModuleFile(this).written(saved, config);
  }
}
