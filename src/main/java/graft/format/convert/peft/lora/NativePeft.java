package graft.format.convert.peft.lora;

import graft.architecture.Architecture;
import graft.format.FileContext;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.ClassPaths;
import graft.format.convert.peft.file.CommonAttributes;
import graft.format.convert.peft.file.PeftHead;
import graft.format.convert.peft.file.PeftSettings;
import graft.format.convert.peft.lora.PeftNames.Named;
import graft.format.convert.peft.lora.PeftNames.Part;
import graft.spec.adapter.PeftIa3Config;
import graft.spec.adapter.PeftLoraConfig;
import graft.spec.adapter.target.TargetModules;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A PEFT adapter as what it is: its tensors get other names and keep their values.
 *
 * @param names of the model's modules
 * @param modules tensors by their names in PEFT's files
 * @param spelled all modules that the file has something of, as it spells them, by their whole
 *     paths
 */
record NativePeft(
    PeftSettings settings,
    Architecture names,
    Map<String, Tensor> modules,
    SortedMap<String, String> spelled) {
  /** Attributes of LoRA that are read as they are. */
  private static final List<String> LORA =
      List.of("r", "lora_alpha", "lora_dropout", "use_rslora", "use_dora", "lora_bias", "bias");

  private static final List<String> PATTERNS = List.of("rank_pattern", "alpha_pattern");

  private static final String BIAS = "bias";
  private static final String ALL = "all";
  private static final String ALL_WITHOUT_POOLER = "all_without_pooler";

  private static final String START = "init_lora_weights";
  private static final String TOKENS = "trainable_token_indices";

  NativePeft {
    modules = Map.copyOf(modules);
    spelled = Collections.unmodifiableSortedMap(new TreeMap<>(spelled));
  }

  /** The house's configuration. */
  Map<String, @Nullable Object> config() {
    boolean isNamed = isNamed();
    Map<String, @Nullable Object> config = new HashMap<>();
    config.put(
        "target_modules", isNamed ? settings.config().get("target_modules") : sorted(paths()));
    if (settings.scales()) {
      config.put("architecture", PeftIa3Config.ARCHITECTURE);
      config.put(
          "feedforward_modules",
          isNamed ? settings.config().get("feedforward_modules") : rescaledInputs());
      return config;
    }
    config.put("architecture", PeftLoraConfig.ARCHITECTURE);
    LORA.stream()
        .filter(key -> settings.config().get(key) != null)
        .forEach(key -> config.put(key, settings.config().get(key)));
    if (settings.splitsWeights()) {
      config.put(START, settings.config().get(START));
    }
    PATTERNS.forEach(key -> config.put(key, settings.targets().plain(key, spelled)));
    if (settings.trainsAllBiases() && !hasPoolerBias()) {
      config.put(BIAS, ALL_WITHOUT_POOLER);
    }
    tokens().ifPresent(tokens -> config.put(TOKENS, tokens));
    if (isNamed) {
      config.put("layers_to_transform", layers());
    }
    return config;
  }

  private Set<String> paths() {
    return spelled.keySet();
  }

  /**
   * Whether the file's list of targets says no more and no less. Otherwise the modules are named by
   * their paths: in place of a regular expression, of exceptions, of feed-forward modules that are
   * not a list, of names that checkpoints do not have, and of names that would reach a pooler,
   * which some classes of a model lack.
   */
  private boolean isNamed() {
    return settings.config().get("target_modules") instanceof List<?> targets
        && !settings.hasExceptions()
        && spelled.entrySet().stream().allMatch(path -> path.getKey().endsWith(path.getValue()))
        && (!settings.scales() || settings.config().get("feedforward_modules") instanceof List<?>)
        && (paths().stream().anyMatch(names::isPooler) || !reachPooler(targets));
  }

  private boolean reachPooler(List<?> targets) {
    return names
        .pooler()
        .filter(pooler ->
            targets.stream().anyMatch(target -> TargetModules.isNamed(pooler, target.toString())))
        .isPresent();
  }

  /** A class of a model without a pooler has no bias of it to train. */
  private boolean hasPoolerBias() {
    return modules.keySet().stream()
        .map(name -> PeftNames.ofPeft(name).orElseThrow())
        .anyMatch(named -> named.part().isBias() && names.isPooler(named.path()));
  }

  private List<String> rescaledInputs() {
    return sorted(
        paths().stream()
            .filter(path -> {
              Tensor vector = modules.get(new Named(path, Part.SCALE).peft());
              return vector != null && vector.shape()[1] != 1;
            })
            .toList());
  }

  private static List<String> sorted(Collection<String> names) {
    return names.stream().sorted().toList();
  }

  /**
   * PEFT takes a list for the word embeddings; a mapping names these, and perhaps other tables,
   * which are not trained here.
   */
  private Optional<Object> tokens() {
    Object said = settings.config().get(TOKENS);
    if (said instanceof Map<?, ?> tables) {
      boolean isOfWords =
          tables.size() == 1
              && modules.keySet().stream()
                  .map(name -> PeftNames.ofPeft(name).orElseThrow())
                  .filter(named -> named.part() == Part.TOKENS)
                  .anyMatch(named ->
                      TargetModules.isNamed(named.path(), tables.keySet().iterator().next() + ""));
      if (!isOfWords) {
        throw FormatRefusal.of(
            "trainable_token_indices names %s: tokens of the word embeddings are trained here, of no other table"
                .formatted(FileContext.printable(tables.keySet().toString())));
      }
      return Optional.of(tables.values().iterator().next());
    }
    return Optional.ofNullable(said);
  }

  /** PEFT takes one layer for a list of it. */
  private List<?> layers() {
    return switch (settings.config().get("layers_to_transform")) {
      case null -> List.of();
      case List<?> several -> several;
      case Object one -> List.of(one);
    };
  }

  Map<String, Tensor> tensors(String adapter) {
    Map<String, Tensor> tensors = new TreeMap<>();
    modules.forEach((name, tensor) -> {
      String own = PeftNames.ofPeft(name).orElseThrow().own(adapter);
      tensors.put(own, tensor.named(own));
    });
    return tensors;
  }

  /** The way back. */
  static PeftAdapter of(SavedAdapter saved, PeftLoraConfig config) {
    ClassPaths paths = ClassPaths.of(saved);
    if (config.initLoraWeights().splitsWeight()) {
      return WholeWeights.of(saved, config);
    }
    Map<String, @Nullable Object> own = config.json();
    own.put(START, true);
    own.put("rank_pattern", paths.ofNames(config.rankPattern()));
    own.put("alpha_pattern", paths.ofNames(alphas(config)));
    own.replace(BIAS, ALL_WITHOUT_POOLER, ALL);
    if (config.trainableTokenIndices().isEmpty()) {
      own.put(TOKENS, null);
    }
    if (config.layersToTransform().isEmpty()) {
      own.put("layers_to_transform", null);
    }
    own.put(
        "exclude_modules",
        config.excludeModules().isEmpty() ? null : paths.ofNames(config.excludeModules()));
    return of(saved, "LORA", config.targetModules(), own);
  }

  private static Map<String, Object> alphas(PeftLoraConfig config) {
    Map<String, Object> alphas = new TreeMap<>();
    config.alphaPattern().forEach((name, alpha) -> alphas.put(name, alpha.json()));
    return alphas;
  }

  /** The way back. */
  static PeftAdapter of(SavedAdapter saved, PeftIa3Config config) {
    Map<String, @Nullable Object> own = config.json();
    own.put("init_ia3_weights", true);
    own.put("feedforward_modules", ClassPaths.of(saved).ofNames(config.feedforwardModules()));
    return of(saved, "IA3", config.targetModules(), own);
  }

  private static PeftAdapter of(
      SavedAdapter saved,
      String peftType,
      TargetModules targets,
      Map<String, @Nullable Object> own) {
    AdapterConfigFile envelope = saved.adapter().envelope();
    ClassPaths paths = ClassPaths.of(saved);
    Optional<PeftHead> head =
        saved.head().map(part -> PeftHead.of(part, paths.names().prefix(), PeftNames.ROOT));
    Map<String, @Nullable Object> config = CommonAttributes.of(peftType, envelope, head);
    config.putAll(own);
    config.remove("architecture");
    config.put(
        "target_modules",
        switch (targets) {
          case TargetModules.AllLinear _ -> adapted(saved, paths);
          case TargetModules.Named named -> paths.ofNames(named.names());
        });
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Tensor tensor : saved.adapter().tensors().values()) {
      Named named =
          PeftNames.ofOwn(tensor.name(), envelope.name().orElse(""))
              .orElseThrow(() -> FormatRefusal.of("PEFT has no place for tensor " + tensor.name()));
      String name = new Named(paths.of(named.path()), part(named, saved)).peft();
      tensors.put(name, tensor.named(name));
    }
    head.ifPresent(moved -> tensors.putAll(moved.tensors()));
    return new PeftAdapter(config, tensors);
  }

  /**
   * The paths of all adapted modules: what reads PEFT's files does not know their words for all.
   */
  private static List<String> adapted(SavedAdapter saved, ClassPaths paths) {
    return saved.adapter().tensors().keySet().stream()
        .map(name ->
            PeftNames.ofOwn(name, saved.adapter().envelope().name().orElse("")).orElseThrow())
        .filter(named -> !named.part().isBias() && named.part() != Part.TOKENS)
        .map(named -> paths.of(named.path()))
        .distinct()
        .sorted()
        .toList();
  }

  /** The bias of a layer that has nothing else has a name of its own in PEFT. */
  private static Part part(Named named, SavedAdapter saved) {
    String adapter = saved.adapter().envelope().name().orElse("");
    boolean isAdapted =
        saved.adapter().tensors().containsKey(new Named(named.path(), Part.A).own(adapter));
    return named.part() == Part.BIAS && !isAdapted ? Part.LONE_BIAS : named.part();
  }
}
