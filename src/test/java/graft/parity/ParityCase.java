package graft.parity;

import graft.format.Safetensors;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  boolean isSingle() {
    return object("composition").get("type").equals("single");
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

  @SuppressWarnings("unchecked")
  Map<String, Object> adapterConfig() {
    return (Map<String, Object>) adapter().get("config");
  }

  String adapterName() {
    return (String) adapter().get("name");
  }

  Path adapterDirectory() {
    return directory.resolve((String) adapter().get("path"));
  }

  /** Names of the tensors that the library saved, adapter's and head's. */
  List<String> savedNames() {
    return Stream.of("adapter.safetensors", "model_head.safetensors")
        .map(adapterDirectory()::resolve)
        .filter(Files::exists)
        .flatMap(ParityCase::names)
        .toList();
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
  private Map<String, Object> adapter() {
    return ((List<Map<String, Object>>) json.get("adapters")).getFirst();
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
