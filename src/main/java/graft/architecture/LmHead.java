package graft.architecture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The language modelling head that checkpoints of an architecture bring along.
 *
 * @param task what it does
 * @param nativeClass end of the name of the class that has it: {@code ForMaskedLM}
 * @param places the names of each tensor by its place in the reference library's head: {@code 0}
 *     linear, {@code 2} layer norm, {@code 3} vocabulary projection; of several the first one is
 *     the rule
 * @param decoder path of the vocabulary projection
 * @param activationKey the key of {@code config.json} that names the activation; empty where none
 *     does
 * @param usualActivation where the configuration does not name it
 */
public record LmHead(
    Task task,
    String nativeClass,
    Map<String, List<String>> places,
    String decoder,
    Optional<String> activationKey,
    String usualActivation) {
  /** What a language model predicts. */
  public enum Task {
    MASKED("masked_lm"),
    CAUSAL("causal_lm"),
    SEQUENCE_TO_SEQUENCE("seq2seq_lm");

    private final String headType;

    Task(String headType) {
      this.headType = headType;
    }

    /** AdapterHub's word. */
    public String headType() {
      return headType;
    }
  }

  private static final String GELU = "gelu";

  public LmHead {
    places = Map.copyOf(places);
  }

  /**
   * Linear, activation, layer norm, and the vocabulary projection.
   *
   * @param bias name of the projection's bias, which some checkpoints repeat beside its weight
   */
  public static LmHead masked(
      String dense, String norm, String decoder, String bias, Optional<String> activationKey) {
    Map<String, List<String>> places = new HashMap<>();
    places.put("0.weight", List.of(dense + ".weight"));
    places.put("0.bias", List.of(dense + ".bias"));
    places.put("2.weight", List.of(norm + ".weight"));
    places.put("2.bias", List.of(norm + ".bias"));
    places.put("3.weight", List.of(decoder + ".weight"));
    String besideWeight = decoder + ".bias";
    places.put(
        "3.bias", bias.equals(besideWeight) ? List.of(besideWeight) : List.of(bias, besideWeight));
    return new LmHead(Task.MASKED, "ForMaskedLM", places, decoder, activationKey, GELU);
  }

  /** The same where a configuration that names no activation means another. */
  public LmHead usually(String activation) {
    return new LmHead(task, nativeClass, places, decoder, activationKey, activation);
  }

  /**
   * The same whose first linear layer and norm have no biases; the projection's stands beside its
   * weight.
   */
  public static LmHead maskedWithoutBiases(
      String dense, String norm, String decoder, Optional<String> activationKey) {
    return new LmHead(
        Task.MASKED,
        "ForMaskedLM",
        Map.of(
            "0.weight", List.of(dense + ".weight"),
            "2.weight", List.of(norm + ".weight"),
            "3.weight", List.of(decoder + ".weight"),
            "3.bias", List.of(decoder + ".bias")),
        decoder,
        activationKey,
        GELU);
  }

  /** The vocabulary projection alone, without a bias. */
  public static LmHead projection(Task task, String nativeClass, String decoder) {
    return new LmHead(
        task,
        nativeClass,
        Map.of("0.weight", List.of(decoder + ".weight")),
        decoder,
        Optional.empty(),
        GELU);
  }

  /** Where the vocabulary projection's weight stands. */
  public String projectionPlace() {
    return layers() == 1 ? "0.weight" : "3.weight";
  }

  /** How many linear layers it has. */
  public int layers() {
    return task == Task.MASKED ? 2 : 1;
  }

  /** Whether it computes what a head of AdapterHub does, but for a bias of its own. */
  public boolean isLike(Map<String, @Nullable Object> config) {
    return task.headType().equals(config.get("head_type"))
        && Integer.valueOf(layers()).equals(config.get("layers"));
  }

  /** The activation that the class applies. */
  public String activation(Map<String, @Nullable Object> config) {
    return activationKey
        .flatMap(key -> Optional.ofNullable(config.get(key)))
        .map(Object::toString)
        .orElse(usualActivation);
  }
}
