package graft.format.convert.peft.file;

import graft.architecture.HeadKind;
import graft.format.FileContext;
import graft.format.FileFaults;
import graft.format.convert.TargetModel;
import graft.format.convert.head.CheckpointClass;
import graft.format.convert.peft.target.PeftTargets;
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
public record PeftSettings(Map<String, @Nullable Object> config, PeftTargets targets) {
  private static final String ALL_BIASES = "all";
  private static final String UNSUPPORTED = "format_not_supported";

  /** What files of any method have, and is read or changes nothing that tensors compute. */
  private static final Set<String> OF_ALL =
      Set.of(
          "peft_type",
          "task_type",
          "auto_mapping",
          "peft_version",
          "base_model_name_or_path",
          "revision",
          "inference_mode",
          "bias",
          "target_modules",
          "exclude_modules",
          "layers_to_transform",
          "layers_pattern",
          "modules_to_save",
          "fan_in_fan_out",
          "megatron_core",
          "runtime_config",
          "ensure_weight_tying");

  private static final int MOST_NOTICES = 20;
  private static final int MOST_MODULES = 1_000;

  private static final Set<Object> BIASES = Set.of("none", "lora_only", ALL_BIASES);

  /** Ways to start that leave the base model's weights as they are; the others change them. */
  private static final Set<Object> PLAIN_STARTS =
      Set.of(true, false, "gaussian", "orthogonal", "eva");

  /** Ways to start that take their part out of the base weights, and can be taken again. */
  private static final Set<Object> SPLITTING_STARTS = Set.of("pissa", "olora");

  public PeftSettings {
    config = Collections.unmodifiableMap(new TreeMap<>(config));
  }

  /**
   * Reads a configuration.
   *
   * @param known the attributes of the methods' own
   * @param targets which modules it chooses
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} with every attribute that is on
   *     and in none of the lists
   */
  public static PeftSettings of(
      Map<String, @Nullable Object> config, Set<String> known, PeftTargets targets) {
    FileFaults faults = new FileFaults();
    new TreeMap<>(config)
        .forEach((key, value) -> {
          if (!OF_ALL.contains(key) && !known.contains(key) && isOn(value)) {
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
    return new PeftSettings(config, targets);
  }

  /** What PEFT passes over, as facts for people. */
  public List<String> notices(Collection<String> spelled) {
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
  public boolean isBeyondAdapterHub() {
    return isOn(config.get("use_dora"))
        || isOn(config.get("lora_bias"))
        || isOn(config.get("trainable_token_indices"))
        || splitsWeights();
  }

  /** Whether the base weights have lost what the adapter started with. */
  public boolean splitsWeights() {
    return SPLITTING_STARTS.contains(String.valueOf(config.get("init_lora_weights")));
  }

  /** Whether the method is (IA)^3. */
  public boolean scales() {
    return "IA3".equals(config.get("peft_type"));
  }

  /** Whether every bias of the base model was trained. */
  public boolean trainsAllBiases() {
    return ALL_BIASES.equals(config.get("bias"));
  }

  /** A whole number that the configuration may leave out. */
  public OptionalInt count(String key) {
    return config.get(key) == null
        ? OptionalInt.empty()
        : OptionalInt.of(whole(key, config.get(key)));
  }

  /** Whether more than the list of targets decides where an adapter sits. */
  public boolean hasExceptions() {
    return isOn(config.get("exclude_modules")) || isOn(config.get("layers_pattern"));
  }

  /** What the saved head looks at: what the task says, else the class that was trained. */
  public Optional<HeadKind> headKind() {
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
  public Optional<String> modelClass(TargetModel model) {
    return modelClass()
        .or(() ->
            Optional.ofNullable(config.get("task_type"))
                .flatMap(task ->
                    CheckpointClass.ofTaskType(task, model.modelType(), model.modelClass())));
  }

  /** The class of the base model, which only files without a task say. */
  public Optional<String> modelClass() {
    return config.get("task_type") == null
            && config.get("auto_mapping") instanceof Map<?, ?> mapping
            && mapping.get("base_model_class") instanceof String modelClass
        ? Optional.of(modelClass)
        : Optional.empty();
  }

  /** The modules that were trained whole, as the configuration names them. */
  public List<String> modulesToSave() {
    return switch (config.get("modules_to_save")) {
      case String one -> List.of(one);
      case Collection<?> several -> several.stream().map(String::valueOf).toList();
      case null, default -> List.of();
    };
  }

  public double dropout() {
    return number("lora_dropout", config.get("lora_dropout"), 0);
  }

  /**
   * The rank of a module, where the configuration says one.
   *
   * @param path as the file spells it
   */
  public OptionalInt rank(String path) {
    @Nullable Object said = targets().value("rank_pattern", path).orElse(config.get("r"));
    return said == null ? OptionalInt.empty() : OptionalInt.of(whole("r", said));
  }

  /** The scale of a module's low-rank term. */
  public double scale(String path, int rank) {
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
