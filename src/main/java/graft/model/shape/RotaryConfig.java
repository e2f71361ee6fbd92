package graft.model.shape;

import graft.architecture.ModelConfig;
import graft.model.block.Frequencies;
import graft.spec.Excerpt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of rotary positions: {@code rope_theta} and {@code rope_scaling}, or
 * {@code rope_parameters} in files of transformers 5, there perhaps one object for each kind of
 * layer. The computation is that of transformers 5.
 */
public final class RotaryConfig {
  public static final String FULL = "full_attention";
  public static final String NEAR = "sliding_attention";

  private static final String PARAMETERS = "rope_parameters";
  private static final String SCALING = "rope_scaling";
  private static final String THETA = "rope_theta";
  private static final String PART = "partial_rotary_factor";
  private static final String FIRST = "original_max_position_embeddings";
  private static final String FACTOR = "factor";
  private static final String ATTENTION_FACTOR = "attention_factor";

  /** What may stand in such an object. */
  private static final Set<String> KNOWN =
      Set.of(
          THETA,
          PART,
          FIRST,
          FACTOR,
          ATTENTION_FACTOR,
          "rope_type",
          "type",
          "low_freq_factor",
          "high_freq_factor",
          "beta_fast",
          "beta_slow",
          "mscale",
          "mscale_all_dim",
          "truncate",
          "short_factor",
          "long_factor",
          // How the model came to be.
          "finetuned");

  /** What transformers does not do without, by type; it has no defaults for these. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "linear", List.of(FACTOR),
          "dynamic", List.of(FACTOR),
          "llama3", List.of(FACTOR, "low_freq_factor", "high_freq_factor"));

  /** What Phi-3's scaling was called before it had its name. */
  private static final Set<String> PHI3_TYPES = Set.of("default", "longrope", "su", "yarn");

  private RotaryConfig() {}

  /**
   * The frequencies of all layers.
   *
   * @param positions that the model was made for, unless the scaling says how many there were at
   *     first
   * @param theta where the configuration says none
   */
  public static Frequencies of(ModelConfig config, int headSize, int positions, double theta) {
    Map<String, @Nullable Object> all = said(config);
    requireWhole(config, all);
    return read(config, all, headSize, positions, theta);
  }

  /**
   * Those of Phi-3, whose heads may turn in part, and which has one kind of scaling.
   *
   * @param positions that the model was made for
   */
  public static Frequencies ofPhi3(ModelConfig config, int headSize, int positions) {
    Map<String, @Nullable Object> all = said(config);
    all.putIfAbsent(FIRST, 4096);
    String type = typeOf(new ModelConfig(all));
    if (!PHI3_TYPES.contains(type)) {
      throw config.refusal(
          "rope_scaling is of type %s, but Phi-3 has longrope only"
              .formatted(Excerpt.printable(type)));
    }
    if (!type.equals("default")) {
      all.put("rope_type", "longrope");
    }
    return read(config, all, headSize, positions, 10_000);
  }

  /** All that a file says of every layer; what it had before transformers 5 comes first. */
  private static Map<String, @Nullable Object> said(ModelConfig config) {
    Map<String, @Nullable Object> all = new HashMap<>();
    for (String key : List.of(THETA, PART)) {
      if (config.isSet(key)) {
        all.put(key, config.json().get(key));
      }
    }
    Map<String, @Nullable Object> scaling = object(config, SCALING);
    all.putAll(scaling.isEmpty() ? object(config, PARAMETERS) : scaling);
    if (config.isSet(FIRST)) {
      all.put(FIRST, config.json().get(FIRST));
    }
    return all;
  }

  /** The reference turns whole heads, whatever their configuration says, or fails. */
  private static void requireWhole(ModelConfig config, Map<String, @Nullable Object> said) {
    if (new ModelConfig(said).positive(PART, 1) != 1) {
      throw config.refusal("partial_rotary_factor must be 1: whole heads turn here");
    }
  }

  private static String typeOf(ModelConfig said) {
    return said.text("rope_type", said.text("type", "default"));
  }

  /**
   * The frequencies of one kind of layer.
   *
   * @param kind its key in files of transformers 5
   * @param thetaKey the key of its theta in older files
   * @param isScaled whether {@code rope_scaling} of older files is for it
   */
  public static Frequencies ofKind(
      ModelConfig config,
      String kind,
      String thetaKey,
      boolean isScaled,
      int headSize,
      int positions,
      double theta) {
    Map<String, @Nullable Object> all = new HashMap<>();
    if (config.isSet(thetaKey)) {
      all.put(THETA, config.json().get(thetaKey));
    }
    Map<String, @Nullable Object> parameters = object(config, PARAMETERS);
    if (parameters.get(kind) instanceof Map<?, ?> own) {
      own.forEach((name, each) -> all.put(String.valueOf(name), each));
    } else if (!parameters.isEmpty()) {
      throw config.refusal(PARAMETERS + " must have an object for " + kind);
    }
    if (isScaled) {
      all.putAll(object(config, SCALING));
    }
    requireWhole(config, all);
    return read(config, all, headSize, positions, theta);
  }

  private static Map<String, @Nullable Object> object(ModelConfig config, String key) {
    Map<String, @Nullable Object> object = new HashMap<>();
    Object value = config.json().get(key);
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, each) -> object.put(String.valueOf(name), each));
    } else if (value != null) {
      throw config.refusal(key + " must be an object");
    }
    return object;
  }

  private static Frequencies read(
      ModelConfig config,
      Map<String, @Nullable Object> object,
      int headSize,
      int positions,
      double theta) {
    Set<String> unknown = new TreeSet<>(object.keySet());
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw config.refusal(
          "rope_scaling has keys that nothing is computed by here: "
              + Excerpt.printable(String.join(", ", unknown)));
    }
    ModelConfig said = new ModelConfig(object);
    int rotated = (int) (headSize * said.positive(PART, 1));
    if (rotated < 2 || rotated % 2 != 0 || rotated > headSize) {
      throw config.refusal(
          "partial_rotary_factor leaves %d of the %d coordinates of a head to turn; these must be pairs"
              .formatted(rotated, headSize));
    }
    Frequencies.Plain plain = new Frequencies.Plain(said.positive(THETA, theta), rotated);
    String type = typeOf(said);
    REQUIRED.getOrDefault(type, List.of()).forEach(key -> require(config, said, type, key));
    int first = said.size(FIRST, positions);
    return switch (type) {
      case "default" -> plain;
      case "linear" -> new Frequencies.Linear(plain, said.positive(FACTOR, 1));
      case "dynamic" ->
          new Frequencies.Dynamic(plain.theta(), rotated, said.positive(FACTOR, 1), positions);
      case "llama3" ->
          new Frequencies.Llama3(
              plain,
              said.positive(FACTOR, 8),
              said.positive("low_freq_factor", 1),
              said.positive("high_freq_factor", 4),
              first);
      case "yarn" -> yarn(said, plain, first, positions);
      case "longrope" -> longRope(config, said, plain, first, positions);
      default ->
          throw config.refusal(
              "rope_scaling is of type %s; default, linear, dynamic, llama3, yarn and longrope are computed here"
                  .formatted(Excerpt.printable(type)));
    };
  }

  private static void require(ModelConfig config, ModelConfig said, String type, String key) {
    if (!said.isSet(key)) {
      throw config.refusal("rope_scaling of type %s must have a %s".formatted(type, key));
    }
  }

  private static Frequencies yarn(
      ModelConfig said, Frequencies.Plain plain, int first, int positions) {
    double factor = said.positive(FACTOR, (double) positions / first);
    double byDefault =
        said.isSet("mscale") && said.isSet("mscale_all_dim")
            ? louder(factor, said.positive("mscale", 1))
                / louder(factor, said.positive("mscale_all_dim", 1))
            : louder(factor, 1);
    return Frequencies.Yarn.of(
        plain,
        factor,
        first,
        said.positive("beta_fast", 32),
        said.positive("beta_slow", 1),
        said.flag("truncate", true),
        said.positive(ATTENTION_FACTOR, byDefault));
  }

  /** What makes up for attention being spread over more positions. */
  private static double louder(double factor, double scale) {
    return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
  }

  private static Frequencies longRope(
      ModelConfig config, ModelConfig said, Frequencies.Plain plain, int first, int positions) {
    double factor = said.positive(FACTOR, (double) positions / first);
    double byDefault = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(first));
    int planes = plain.rotated() / 2;
    return new Frequencies.Long(
        plain,
        factors(config, said, "short_factor", planes),
        factors(config, said, "long_factor", planes),
        first,
        said.positive(ATTENTION_FACTOR, byDefault));
  }

  private static List<Double> factors(
      ModelConfig config, ModelConfig said, String key, int planes) {
    if (said.json().get(key) instanceof List<?> list
        && list.size() == planes
        && list.stream().allMatch(RotaryConfig::isPositive)) {
      return list.stream().map(each -> ((Number) each).doubleValue()).toList();
    }
    throw config.refusal("%s must be a list of %d positive numbers".formatted(key, planes));
  }

  private static boolean isPositive(Object value) {
    return value instanceof Number number
        && number.doubleValue() > 0
        && Double.isFinite(number.doubleValue());
  }
}
