package graft.architecture;

import graft.spec.ErrorCode;
import graft.spec.Excerpt;
import graft.spec.GraftException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** All architectures, as their families declare them. */
public final class Registry {
  /** An architecture with the family that computes it. */
  public record Entry(Architecture architecture, Family family) {
    /** The architecture as a model of a configuration has it. */
    public Architecture of(ModelConfig config) {
      return family.of(architecture, config);
    }

    /** The sizes that a configuration gives. */
    public Dimensions dimensions(ModelConfig config) {
      return family.dimensions(architecture, config);
    }
  }

  private static final SortedMap<String, Entry> BY_TYPE = discovered();

  private Registry() {}

  private static SortedMap<String, Entry> discovered() {
    SortedMap<String, Entry> entries = new TreeMap<>();
    for (Family family : ServiceLoader.load(Family.class, Registry.class.getClassLoader())) {
      for (Architecture architecture : family.architectures()) {
        if (entries.put(architecture.modelType(), new Entry(architecture, family)) != null) {
          throw new IllegalStateException("two families have " + architecture.modelType());
        }
      }
    }
    return entries;
  }

  /** The values of {@code model_type} that can be loaded, sorted. */
  public static List<String> modelTypes() {
    return List.copyOf(BY_TYPE.keySet());
  }

  /** All architectures by their {@code model_type}. */
  public static Map<String, Entry> all() {
    return BY_TYPE;
  }

  public static Optional<Entry> find(String modelType) {
    return Optional.ofNullable(BY_TYPE.get(modelType));
  }

  /**
   * What is known of an architecture.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if nothing is
   */
  public static Entry entry(String modelType) {
    return find(modelType)
        .orElseThrow(() ->
            new GraftException(
                ErrorCode.INVALID_MODEL,
                "config.json: model_type is %s, known are %s"
                    .formatted(Excerpt.printable(modelType), String.join(", ", modelTypes()))));
  }
}
