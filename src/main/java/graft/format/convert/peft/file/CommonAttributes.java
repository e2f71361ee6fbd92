package graft.format.convert.peft.file;

import graft.architecture.HeadKind;
import graft.format.adapter.AdapterConfigFile;
import graft.format.convert.Known;
import graft.format.convert.head.CheckpointClass;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attributes that PEFT's files of all methods have. */
public final class CommonAttributes {
  private CommonAttributes() {}

  /**
   * What PEFT says of every adapter.
   *
   * @param peftType PEFT's word for the method
   */
  public static Map<String, @Nullable Object> of(
      String peftType, AdapterConfigFile envelope, Optional<PeftHead> head) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("peft_type", peftType);
    config.put("task_type", taskType(envelope, head).orElse(null));
    unworded(envelope, head)
        .ifPresent(modelClass ->
            config.put("auto_mapping", autoMapping(envelope.modelType(), modelClass)));
    config.put("base_model_name_or_path", envelope.modelName());
    config.put("inference_mode", true);
    config.put("fan_in_fan_out", Known.architecture(envelope.modelType()).isTransposed());
    config.put("modules_to_save", head.map(PeftHead::modulesToSave).orElse(null));
    return config;
  }

  /** PEFT's word for what the head answers, an adapter's own or the base model's. */
  private static Optional<String> taskType(AdapterConfigFile envelope, Optional<PeftHead> head) {
    return head.isPresent()
        ? head.get().taskType()
        : CheckpointClass.of(envelope).flatMap(CheckpointClass::writtenTaskType);
  }

  /** The class of transformers that has the head, where no word says it. */
  private static Optional<String> unworded(AdapterConfigFile envelope, Optional<PeftHead> head) {
    if (taskType(envelope, head).isPresent()) {
      return Optional.empty();
    }
    return head.isPresent()
        ? head.map(own -> nativeClass(envelope.modelType(), own.kind()))
        : CheckpointClass.of(envelope).map(_ -> envelope.modelClass());
  }

  private static String nativeClass(String modelType, HeadKind kind) {
    return Known.architecture(modelType)
        .adapterClass()
        .replaceFirst("AdapterModel$", kind.nativeClass());
  }

  private static Map<String, String> autoMapping(String modelType, String modelClass) {
    String module = modelType.replace('-', '_');
    return Map.of(
        "base_model_class",
        modelClass,
        "parent_library",
        "transformers.models.%s.modeling_%s".formatted(module, module));
  }
}
