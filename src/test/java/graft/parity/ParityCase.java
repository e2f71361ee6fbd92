package graft.parity;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
