package graft.format.convert.peft;

import graft.architecture.Architecture;
import graft.architecture.LaterNames;
import graft.format.FileContext;
import graft.format.FileFaults;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.ClassPaths;
import graft.format.convert.TargetModel;
import graft.format.convert.peft.file.CommonAttributes;
import graft.format.convert.peft.file.PeftHead;
import graft.format.convert.peft.file.PeftSettings;
import graft.spec.ErrorCode;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.target.TargetModules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Moves files of a {@link ModuleForm}: tensors get other names and keep their values. Which modules
 * a file may hold is not asked here; that each chosen one has its tensors, and no other, is asked
 * when the adapter is made.
 */
record ModuleFile(ModuleForm form) {
  private static final String TARGETS = "target_modules";
  private static final String LAYERS = "layers_to_transform";
  private static final String SHARED = "shared_parameters.";

  /**
   * Reads a file.
   *
   * @throws graft.spec.GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} with each tensor that
   *     has no place here
   */
  SavedAdapter read(PeftAdapter file, PeftSettings settings, TargetModel model, String name) {
    Architecture names = model.architecture();
    Map<String, Tensor> tensors = new TreeMap<>();
    Map<String, Tensor> others = new TreeMap<>();
    SortedMap<String, Integer> heights = new TreeMap<>();
    FileFaults unsupported = new FileFaults();
    for (Tensor tensor : file.tensors().values()) {
      Optional<String> shared = Optional.ofNullable(form.shared().get(tensor.name()));
      Optional<Map.Entry<String, String>> suffix = suffix(tensor.name());
      if (shared.isPresent()) {
        put(names.prefix() + SHARED + name + "." + shared.get(), tensor, tensors);
      } else if (suffix.isPresent()) {
        String path = path(tensor.name(), suffix.get().getKey(), names);
        long[] shape = tensor.shape();
        boolean isFirst = suffix.get().getValue().equals("lora_A");
        heights.merge(path, isFirst ? (int) shape[0] : -1, Math::max);
        if (tensor.elements() > 0) {
          put(own(path, name, suffix.get().getValue()), tensor, tensors);
        }
      } else if (tensor.name().startsWith(PeftHead.WRAPPED)) {
        String inner = tensor.name().substring(PeftHead.WRAPPED.length());
        put(inner, tensor, others);
      } else {
        unsupported.add(
            "format_not_supported",
            "this service has no place for tensor " + FileContext.printable(tensor.name()));
      }
    }
    requireNoBias(settings, unsupported);
    unsupported.throwIfAny(ErrorCode.FORMAT_NOT_SUPPORTED);
    Map<String, @Nullable Object> config = new HashMap<>(form.house(settings, heights));
    config.put("architecture", form.architecture());
    if (form.hasTargets()) {
      putTargets(config, settings, List.copyOf(heights.keySet()));
    }
    return new SavedAdapter(
        model.part(name, config, tensors), PeftHead.read(others, settings, model, name));
  }

  private static void requireNoBias(PeftSettings settings, FileFaults unsupported) {
    Object bias = settings.config().get("bias");
    if (bias != null && !bias.equals("none")) {
      unsupported.add(
          "format_not_supported",
          "bias is %s: biases are trained beside LoRA alone here"
              .formatted(FileContext.printable(bias.toString())));
    }
  }

  private Optional<Map.Entry<String, String>> suffix(String name) {
    return name.startsWith(PeftHead.WRAPPED)
        ? form.tensors().entrySet().stream()
            .filter(tensor -> name.endsWith(tensor.getKey()))
            .findFirst()
        : Optional.empty();
  }

  private static String path(String name, String suffix, Architecture names) {
    String spelled = name.substring(PeftHead.WRAPPED.length(), name.length() - suffix.length());
    return names.whole(
        LaterNames.of(names).flatMap(later -> later.earlier(spelled)).orElse(spelled));
  }

  private String own(String path, String adapter, String tensor) {
    return path + infix(adapter) + tensor;
  }

  private String infix(String adapter) {
    return "." + form.family() + "." + adapter + ".";
  }

  private static void put(String name, Tensor tensor, Map<String, Tensor> tensors) {
    tensors.put(name, tensor.named(name));
  }

  /** The file's list where it says all; the paths of the modules in place of anything else. */
  private static void putTargets(
      Map<String, @Nullable Object> config, PeftSettings settings, List<String> paths) {
    if (settings.config().get(TARGETS) instanceof List<?> names
        && !settings.hasExceptions()
        && names.stream().allMatch(name -> TargetModules.isPlain(name.toString()))) {
      config.put(TARGETS, names);
      List<?> layers = layers(settings.config().get(LAYERS));
      if (!layers.isEmpty()) {
        config.put(LAYERS, layers);
      }
    } else {
      config.put(TARGETS, paths);
    }
  }

  /** PEFT takes one layer for a list of it. */
  private static List<?> layers(@Nullable Object said) {
    return switch (said) {
      case null -> List.of();
      case List<?> several -> several;
      case Object one -> List.of(one);
    };
  }

  /** The way back. */
  PeftAdapter written(SavedAdapter saved, AdapterConfig config) {
    String adapter = saved.adapter().envelope().name().orElse("");
    ClassPaths paths = ClassPaths.of(saved);
    Optional<PeftHead> head =
        saved.head().map(part -> PeftHead.of(part, paths.names().prefix(), PeftHead.WRAPPED));
    Map<String, Tensor> tensors = new TreeMap<>();
    SortedSet<String> modules = new TreeSet<>();
    for (Tensor tensor : saved.adapter().tensors().values()) {
      put(fileName(tensor.name(), adapter, paths, modules), tensor, tensors);
    }
    head.ifPresent(moved -> tensors.putAll(moved.tensors()));
    Map<String, @Nullable Object> file =
        CommonAttributes.of(form.peftType(), saved.adapter().envelope(), head);
    file.putAll(form.file(config));
    file.remove("architecture");
    if (file.get("rank_pattern") instanceof Map<?, ?> pattern) {
      Map<String, Object> ofClass = new TreeMap<>();
      pattern.forEach((name, kept) -> ofClass.put(paths.of(name.toString()), kept));
      file.put("rank_pattern", ofClass);
    }
    file.put(TARGETS, targets(file.get(TARGETS), paths, modules));
    List.of(LAYERS, "exclude_modules")
        .forEach(key ->
            file.computeIfPresent(key, (_, value) -> List.of().equals(value) ? null : value));
    return new PeftAdapter(file, tensors);
  }

  private String fileName(String own, String adapter, ClassPaths paths, Set<String> modules) {
    int at = own.indexOf(infix(adapter));
    String tensor = at < 0 ? "" : own.substring(at + infix(adapter).length());
    for (Map.Entry<String, String> known : form.tensors().entrySet()) {
      if (known.getValue().equals(tensor)) {
        String path = paths.of(own.substring(0, at));
        modules.add(path);
        return PeftHead.WRAPPED + path + known.getKey();
      }
    }
    return form.shared().entrySet().stream()
        .filter(known -> own.endsWith(SHARED + adapter + "." + known.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> FormatRefusal.of("PEFT has no place for tensor " + own));
  }

  /** Names as they are said; all paths where everything is meant. */
  private static List<String> targets(
      @Nullable Object said, ClassPaths paths, SortedSet<String> modules) {
    boolean isAll =
        !(said instanceof List<?> names) || names.isEmpty() || names.contains("all-linear");
    return isAll
        ? List.copyOf(modules)
        : paths.ofNames(
            ((List<?>) Objects.requireNonNull(said)).stream().map(Object::toString).toList());
  }
}
