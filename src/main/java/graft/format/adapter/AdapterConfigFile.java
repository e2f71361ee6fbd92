package graft.format.adapter;

import graft.format.FileContext;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What AdapterHub's {@code adapter_config.json} and {@code head_config.json} say.
 *
 * @param config of the adapter or head; empty for the head of a native task class
 * @param name in the names of the tensors; empty for the head of a native task class
 * @param modelType the base model's architecture; empty if unknown
 * @param modelClass the reference library's class that saved it; empty if unknown
 * @param modelName the base model's name; empty if unknown
 * @param hiddenSize of the base model
 * @param version of the library that saved it: {@code adapters.1.2.0}; empty in very old files
 * @param more further attributes, such as {@code num_labels} and {@code label2id} of native heads
 */
public record AdapterConfigFile(
    Optional<Map<String, @Nullable Object>> config,
    Optional<String> name,
    String modelType,
    String modelClass,
    String modelName,
    Optional<Integer> hiddenSize,
    Optional<String> version,
    Map<String, @Nullable Object> more) {
  /** The version of the reference library whose files these are. */
  public static final String VERSION = "adapters.1.2.0";

  /** What a fusion has and nothing else: the adapters that it mixes. */
  private static final String ADAPTER_NAMES = "adapter_names";

  /** The house's own word beside those of the reference library, which passes it over. */
  private static final String INVERSE = "inverse";

  private static final Set<String> KEYS =
      Set.of("config", "name", "model_type", "model_class", "model_name", "hidden_size", "version");

  public AdapterConfigFile {
    config = config.map(map -> Collections.unmodifiableMap(new TreeMap<>(map)));
    more = Collections.unmodifiableMap(new TreeMap<>(more));
  }

  /** An adapter's or head's envelope in today's version. */
  public static AdapterConfigFile of(
      String name,
      Map<String, @Nullable Object> config,
      String modelType,
      String modelClass,
      String modelName,
      int hiddenSize) {
    return new AdapterConfigFile(
        Optional.of(config),
        Optional.of(name),
        modelType,
        modelClass,
        modelName,
        Optional.of(hiddenSize),
        Optional.of(VERSION),
        Map.of());
  }

  /**
   * Reads the file's object.
   *
   * @throws graft.spec.GraftException if an attribute has the wrong type
   */
  @SuppressWarnings("unchecked") // what Jackson makes of an object has string keys
  static AdapterConfigFile read(Map<String, @Nullable Object> json, FileContext origin) {
    Object config = json.get("config");
    origin.require(config == null || config instanceof Map, "config must be an object");
    Object hiddenSize = json.get("hidden_size");
    origin.require(
        hiddenSize == null || hiddenSize instanceof Integer, "hidden_size must be a whole number");
    Map<String, @Nullable Object> more = new HashMap<>(json);
    more.keySet().removeAll(KEYS);
    return new AdapterConfigFile(
        Optional.ofNullable((Map<String, @Nullable Object>) config),
        text(json, "name", origin),
        text(json, "model_type", origin).orElse(""),
        text(json, "model_class", origin).orElse(""),
        text(json, "model_name", origin).orElse(""),
        Optional.ofNullable((Integer) hiddenSize),
        text(json, "version", origin),
        more);
  }

  private static Optional<String> text(
      Map<String, @Nullable Object> json, String key, FileContext origin) {
    Object value = json.get(key);
    origin.require(value == null || value instanceof String, key + " must be a string");
    return Optional.ofNullable((String) value);
  }

  /** The file's object, with every key that the reference library writes. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new TreeMap<>(more);
    json.put("config", config.orElse(null));
    json.put("hidden_size", hiddenSize.orElse(null));
    json.put("model_class", modelClass);
    json.put("model_name", modelName);
    json.put("model_type", modelType);
    json.put("name", name.orElse(null));
    json.put("version", version.orElse(VERSION));
    return json;
  }

  /** Whether it is a fusion's. */
  boolean isFusion() {
    return more.containsKey(ADAPTER_NAMES);
  }

  /** The adapters that a fusion mixes; none for anything else. */
  public List<String> adapterNames() {
    return more.get(ADAPTER_NAMES) instanceof List<?> names
        ? names.stream().map(String::valueOf).toList()
        : List.of();
  }

  /**
   * Whether an invertible adapter is undone before words are told, where that is not as class and
   * version have it.
   */
  public Optional<Boolean> inverse() {
    return more.get(INVERSE) instanceof Boolean undoes ? Optional.of(undoes) : Optional.empty();
  }

  /** The same that says so. */
  AdapterConfigFile withInverse(boolean undoes) {
    return with(INVERSE, undoes);
  }

  /** The same of a fusion of adapters of these names. */
  public AdapterConfigFile withAdapterNames(List<String> names) {
    return with(ADAPTER_NAMES, names);
  }

  private AdapterConfigFile with(String key, Object value) {
    Map<String, @Nullable Object> other = new HashMap<>(more);
    other.put(key, value);
    return new AdapterConfigFile(
        config, name, modelType, modelClass, modelName, hiddenSize, version, other);
  }

  /** The same under another name. */
  AdapterConfigFile named(String other) {
    return new AdapterConfigFile(
        config, Optional.of(other), modelType, modelClass, modelName, hiddenSize, version, more);
  }

  /** The same with another configuration. */
  public AdapterConfigFile withConfig(Map<String, @Nullable Object> other) {
    return new AdapterConfigFile(
        Optional.of(other), name, modelType, modelClass, modelName, hiddenSize, version, more);
  }
}
