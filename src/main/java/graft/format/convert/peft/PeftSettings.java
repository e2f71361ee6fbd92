package graft.format.convert.peft;

import graft.architecture.HeadKind;
import graft.format.FileContext;
import graft.format.FileFaults;
import graft.format.FormatRefusal;
import graft.format.convert.TargetModel;
import graft.format.convert.head.CheckpointClass;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.scalar.Scalars;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The attributes of a PEFT configuration that decide what an adapter computes. */
record PeftSettings(Map<String, @Nullable Object> config, PeftTargets targets) {
  private static final String ALL_BIASES = "all";
  private static final String UNSUPPORTED = "format_not_supported";

  /**
   * What does not change what the tensors of a file compute, or is read here: everything else must
   * be off.
   */
  private static final Set<String> READ_OR_HARMLESS =
      Set.of(
          "peft_type",
          "task_type",
          "auto_mapping",
          "peft_version",
          "base_model_name_or_path",
          "revision",
          "inference_mode",
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
          "bias",
          "init_lora_weights",
          "init_ia3_weights",
          "target_modules",
          "exclude_modules",
          "layers_to_transform",
          "layers_pattern",
          "feedforward_modules",
          "modules_to_save",
          "fan_in_fan_out",
          "megatron_core",
          "qalora_group_size",
          "runtime_config",
          "eva_config",
          "ensure_weight_tying",
          "trainable_token_indices",
          "token_indices",
          "num_virtual_tokens",
          "prompt_tuning_init",
          "prompt_tuning_init_text",
          "tokenizer_name_or_path",
          "tokenizer_kwargs",
          "encoder_reparameterization_type",
          "encoder_num_layers",
          "encoder_dropout",
          "num_layers",
          "num_attention_heads",
          "num_transformer_submodules",
          "token_dim",
          "encoder_hidden_size",
          "prefix_projection",
          "init_weights",
          "projection_prng_key",
          "save_projection",
          "vera_dropout",
          "d_initial",
          "init_r",
          "target_r",
          "tinit",
          "tfinal",
          "deltaT",
          "beta1",
          "beta2",
          "orth_reg_weight",
          "total_step");

  private static final int MOST_NOTICES = 20;
  private static final int MOST_MODULES = 1_000;

  private static final Set<Object> BIASES = Set.of("none", "lora_only", ALL_BIASES);

  /** Ways to start that leave the base model's weights as they are; the others change them. */
  private static final Set<Object> PLAIN_STARTS =
      Set.of(true, false, "gaussian", "orthogonal", "eva");

  /** Ways to start that take their part out of the base weights, and can be taken again. */
  private static final Set<Object> SPLITTING_STARTS = Set.of("pissa", "olora");

  PeftSettings(Map<String, @Nullable Object> config) {
    this(config, new PeftTargets(config));
  }

  PeftSettings {
    config = Collections.unmodifiableMap(new TreeMap<>(config));
    requireKnownMethod(config);
    FileFaults faults = new FileFaults();
    config.forEach((key, value) -> {
      if (!READ_OR_HARMLESS.contains(key) && isOn(value)) {
        faults.add(UNSUPPORTED, said(key, value) + ", which is not supported here");
      }
    });
    if (config.get("modules_to_save") instanceof Collection<?> modules
        && modules.size() > MOST_MODULES) {
      faults.add(UNSUPPORTED, "modules_to_save has more than %d names".formatted(MOST_MODULES));
    }
    Object bias = config.get("bias");
    if (bias != null && !BIASES.contains(bias)) {
      faults.add(UNSUPPORTED, said("bias", bias) + ": known are none, lora_only and all");
    }
    Object start = config.get("init_lora_weights");
    if (start != null && !PLAIN_STARTS.contains(start) && !SPLITTING_STARTS.contains(start)) {
      faults.add(
          UNSUPPORTED,
          said("init_lora_weights", start)
              + ", which changes the base weights in a way that the file does not hold: convert it"
              + " with PEFT's path_initial_model_for_weight_conversion first");
    }
    faults.throwIfAny(ErrorCode.FORMAT_NOT_SUPPORTED);
  }

  /** What PEFT passes over, as facts for people. */
  List<String> notices(Collection<String> spelled) {
    return Stream.of("rank_pattern", "alpha_pattern")
        .flatMap(attribute ->
            targets.idle(attribute, spelled).stream()
                .map(key ->
                    "%s names %s, which is no adapted module: left aside, as PEFT does"
                        .formatted(attribute, FileContext.printable(key))))
        .limit(MOST_NOTICES)
        .toList();
  }

  private static String said(String key, @Nullable Object value) {
    return FileContext.printable(key) + " is " + FileContext.printable(String.valueOf(value));
  }

  private static boolean isOn(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case Collection<?> items -> !items.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  /** Whether the adapter is more than low-rank terms that AdapterHub could hold. */
  boolean isBeyondAdapterHub() {
    return isOn(config.get("use_dora"))
        || isOn(config.get("lora_bias"))
        || isOn(config.get("trainable_token_indices"))
        || splitsWeights();
  }

  /** Whether the base weights have lost what the adapter started with. */
  boolean splitsWeights() {
    return SPLITTING_STARTS.contains(String.valueOf(config.get("init_lora_weights")));
  }

  /** Whether the method is (IA)^3. */
  boolean scales() {
    return "IA3".equals(config.get("peft_type"));
  }

  /** Whether the method is prefix tuning. */
  boolean hasPrefixes() {
    return "PREFIX_TUNING".equals(config.get("peft_type"));
  }

  /** Whether every bias of the base model was trained. */
  boolean trainsAllBiases() {
    return ALL_BIASES.equals(config.get("bias"));
  }

  /** A whole number that the configuration may leave out. */
  OptionalInt count(String key) {
    return config.get(key) == null
        ? OptionalInt.empty()
        : OptionalInt.of(whole(key, config.get(key)));
  }

  /** Whether more than the list of targets decides where an adapter sits. */
  boolean hasExceptions() {
    return isOn(config.get("exclude_modules")) || isOn(config.get("layers_pattern"));
  }

  private static void requireKnownMethod(Map<String, @Nullable Object> config) {
    String type = String.valueOf(config.get("peft_type"));
    switch (type) {
      case "LORA", "IA3", "PREFIX_TUNING", "PROMPT_TUNING", "P_TUNING" -> {}
      default -> {
        if (PeftForm.find(type).isEmpty()) {
          throw FormatRefusal.of(
              "PEFT's method %s is not supported here; LORA, IA3, PREFIX_TUNING, PROMPT_TUNING, P_TUNING, %s are"
                  .formatted(FileContext.printable(type), String.join(", ", PeftForm.types())));
        }
      }
    }
  }

  /** What the saved head looks at: what the task says, else the class that was trained. */
  Optional<HeadKind> headKind() {
    return Arrays.stream(HeadKind.values())
        .filter(kind ->
            kind.taskType().filter(word -> word.equals(config.get("task_type"))).isPresent())
        .findFirst()
        .or(this::kindOfClass);
  }

  private Optional<HeadKind> kindOfClass() {
    return modelClass().flatMap(HeadKind::ofClass);
  }

  /** The class that was trained: what the file says, or what its task says of a language model. */
  Optional<String> modelClass(TargetModel model) {
    return modelClass()
        .or(() ->
            Optional.ofNullable(config.get("task_type"))
                .flatMap(task ->
                    CheckpointClass.ofTaskType(task, model.modelType(), model.modelClass())));
  }

  /** The class of the base model, which only files without a task say. */
  Optional<String> modelClass() {
    return config.get("task_type") == null
            && config.get("auto_mapping") instanceof Map<?, ?> mapping
            && mapping.get("base_model_class") instanceof String modelClass
        ? Optional.of(modelClass)
        : Optional.empty();
  }

  /** The modules that were trained whole, as the configuration names them. */
  List<String> modulesToSave() {
    return switch (config.get("modules_to_save")) {
      case String one -> List.of(one);
      case Collection<?> several -> several.stream().map(String::valueOf).toList();
      case null, default -> List.of();
    };
  }

  double dropout() {
    return number("lora_dropout", config.get("lora_dropout"), 0);
  }

  /**
   * The rank of a module, where the configuration says one.
   *
   * @param path as the file spells it
   */
  OptionalInt rank(String path) {
    @Nullable Object said = targets().value("rank_pattern", path).orElse(config.get("r"));
    return said == null ? OptionalInt.empty() : OptionalInt.of(whole("r", said));
  }

  /** The scale of a module's low-rank term. */
  double scale(String path, int rank) {
    double alpha =
        number(
            "lora_alpha",
            targets().value("alpha_pattern", path).orElse(config.get("lora_alpha")),
            8);
    double scale =
        Boolean.TRUE.equals(config.get("use_rslora")) ? alpha / Math.sqrt(rank) : alpha / rank;
    if (!Float.isFinite((float) alpha) || !Float.isFinite((float) scale)) {
      throw new GraftException(
          ErrorCode.INVALID_ADAPTER,
          "adapter_config.json: lora_alpha is %s, beyond what a float32 can hold".formatted(alpha));
    }
    return scale;
  }

  private static int whole(String key, @Nullable Object value) {
    double number = number(key, value, 0);
    if (number != Math.rint(number) || number < 0 || number > Integer.MAX_VALUE) {
      throw new GraftException(
          ErrorCode.INVALID_ADAPTER,
          "adapter_config.json: %s must be a whole number, not %s"
              .formatted(key, FileContext.printable(String.valueOf(value))));
    }
    return (int) number;
  }

  private static double number(String key, @Nullable Object value, double byDefault) {
    return switch (value) {
      case null -> byDefault;
      case Number number -> number.doubleValue();
      default ->
          throw new GraftException(
              ErrorCode.INVALID_ADAPTER,
              "adapter_config.json: %s must be a number, not %s%s"
                  .formatted(
                      key,
                      value instanceof String ? "the text " : "",
                      FileContext.printable(Scalars.shown(value))));
    };
  }
}
