package graft.parity;

import graft.architecture.Architecture;
import graft.format.Safetensors;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import graft.spec.job.SetupSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** One case: an adapter on a tiny model with the numbers that the reference library gets. */
record ParityCase(Path root, Path directory, Map<String, Object> json) {
  @SuppressWarnings("unchecked")
  static ParityCase read(Path root, Path directory) {
    return new ParityCase(
        root,
        directory,
        JsonMapper.shared().readValue(directory.resolve("case.json").toFile(), Map.class));
  }

  String id() {
    return (String) json.get("id");
  }

  String library() {
    return (String) json.get("library");
  }

  String method() {
    return (String) json.get("method");
  }

  Path model() {
    return root.resolve("models").resolve((String) json.get("model"));
  }

  /** The adapters that are on, the trained one alone or in a stack. */
  SetupSpec setup() {
    List<SetupSpec> children =
        ((List<?>) object("composition").get("children"))
            .stream().map(name -> (SetupSpec) new SetupSpec.Leaf((String) name)).toList();
    return children.size() == 1 ? children.getFirst() : new SetupSpec.Stack(children);
  }

  boolean checks(String group) {
    return ((List<?>) json.get("checks")).contains(group);
  }

  double tolerance(String group) {
    return ((Number) object("tolerance").get(group)).doubleValue();
  }

  Map<String, Object> head() {
    return object("head");
  }

  /** One adapter of the case, as saved. */
  record Saved(String name, Path directory, Map<String, Object> config) {}

  /** The adapter that is trained; where none is, the one that is on. */
  Saved trained() {
    List<?> trained = (List<?>) json.get("trained_adapters");
    Object name =
        trained.isEmpty()
            ? ((List<?>) object("composition").get("children")).getFirst()
            : trained.getFirst();
    return adapters().filter(saved -> saved.name().equals(name)).findFirst().orElseThrow();
  }

  /** An adapter's configuration, with what the library does not write down. */
  Map<String, Object> told(Saved saved) {
    Map<String, Object> config = new HashMap<>(saved.config());
    if (json.get("not_in_config_file") instanceof Map<?, ?> more) {
      more.forEach((key, value) -> config.put(key.toString(), value));
    }
    return config;
  }

  /** Layers in which no adapter is on. */
  Set<Integer> skipLayers() {
    return json.get("skip_layers") instanceof List<?> layers
        ? layers.stream().map(Integer.class::cast).collect(Collectors.toSet())
        : Set.of();
  }

  /** What of each trained tensor decays in the ten steps. */
  double weightDecay() {
    return ((Number) object("optimizer").get("weight_decay")).doubleValue();
  }

  /** How many times faster B learns, where that is said. */
  Optional<Double> loraPlus() {
    return Optional.ofNullable((Number) object("optimizer").get("loraplus_lr_ratio"))
        .map(Number::doubleValue);
  }

  /** Every adapter. */
  List<Saved> all() {
    return adapters().toList();
  }

  /** The adapters that stay as they are. */
  List<Saved> frozen() {
    String name = trained().name();
    return adapters().filter(saved -> !saved.name().equals(name)).toList();
  }

  Path adapterDirectory() {
    return trained().directory();
  }

  /** Names of the tensors that the library saved, adapter's and head's. */
  List<String> savedNames() {
    return Stream.of("adapter.safetensors", "model_head.safetensors", "adapter_model.safetensors")
        .map(adapterDirectory()::resolve)
        .filter(Files::exists)
        .flatMap(ParityCase::names)
        .toList();
  }

  /**
   * What stands before the paths of the base model in this case: nothing where the class with the
   * head is the base model itself, as a T5 for generation.
   */
  String prefix(Architecture architecture) {
    String prefix = architecture.prefix();
    return savedNames().stream().anyMatch(name -> name.contains(prefix)) ? prefix : "";
  }

  /** Whether the reference got numbers of a name: it cannot do all that a case asks for. */
  boolean has(String number) {
    return names(directory.resolve("io.safetensors")).anyMatch(number::equals);
  }

  boolean hasHead() {
    return Files.exists(adapterDirectory().resolve("model_head.safetensors"));
  }

  private static Stream<String> names(Path file) {
    try (Tensors tensors = Safetensors.open(file, ErrorCode.INVALID_ADAPTER)) {
      return List.copyOf(tensors.names()).stream();
    }
  }

  /** The flexible head's configuration as the library saved it. */
  @SuppressWarnings("unchecked")
  Optional<Map<String, Object>> headConfig() {
    Path file = adapterDirectory().resolve("head_config.json");
    return Files.exists(file)
        ? Optional.ofNullable(
            (Map<String, Object>)
                JsonMapper.shared().readValue(file.toFile(), Map.class).get("config"))
        : Optional.empty();
  }

  /** Names of the head's classes in the order of the logits. */
  List<String> labels() {
    return headConfig()
        .map(config -> (Map<?, ?>) config.get("label2id"))
        .map(ids ->
            ids.entrySet().stream()
                .sorted(Comparator.comparing(entry -> (Integer) entry.getValue()))
                .map(entry -> entry.getKey().toString())
                .toList())
        .orElse(List.of());
  }

  @SuppressWarnings("unchecked")
  private Stream<Saved> adapters() {
    return ((List<Map<String, Object>>) json.get("adapters"))
        .stream()
            .map(adapter ->
                new Saved(
                    (String) adapter.get("name"),
                    directory.resolve((String) adapter.get("path")),
                    (Map<String, Object>) adapter.get("config")));
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> object(String key) {
    return (Map<String, Object>) json.get(key);
  }

  @Override
  public String toString() {
    return id();
  }
}
