package graft.model.shape;

import graft.architecture.ModelConfig;
import graft.spec.Excerpt;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a DeBERTa's {@code config.json}, with the defaults of the reference.
 *
 * @param bert what it has in common with BERT
 * @param embedded width of the word embeddings
 * @param hasPositions whether they are added to the embeddings too
 * @param terms of scores, beside content with content
 * @param relative where distances are known; without them there are no such terms, but the scale
 *     counts them
 */
public record DebertaV2Shape(
    BertShape bert,
    int embedded,
    boolean hasPositions,
    Set<Term> terms,
    Optional<Relative> relative) {
  /** Distances are relative, so only memory limits a text. */
  private static final int LONGEST = 1 << 15;

  /** What a score knows of a distance, by the word of {@code pos_att_type}. */
  public enum Term {
    /** From what the query says. */
    C2P,
    /** From what the key says. */
    P2C
  }

  /**
   * The embeddings of distances.
   *
   * @param span how many to each side
   * @param farthest what the last bucket is for; empty where each distance has its own
   * @param isNormed whether they go through a norm
   * @param isShared whether they are projected as the layer's queries and keys are
   */
  public record Relative(int span, OptionalInt farthest, boolean isNormed, boolean isShared) {}

  public DebertaV2Shape {
    terms = Set.copyOf(terms);
  }

  public static DebertaV2Shape of(ModelConfig config) {
    boolean hasPositions = config.flag("position_biased_input", true);
    BertShape bert = bert(config, hasPositions);
    Padding.require(bert.padTokenId(), bert.vocabulary());
    if (config.size("attention_head_size", bert.headSize()) != bert.headSize()) {
      throw config.refusal("attention_head_size times num_attention_heads must be hidden_size");
    }
    return new DebertaV2Shape(
        bert,
        config.size("embedding_size", bert.hidden()),
        hasPositions,
        terms(config),
        config.flag("relative_attention", false)
            ? Optional.of(relative(config))
            : Optional.empty());
  }

  private static BertShape bert(ModelConfig config, boolean hasPositions) {
    double dropout = config.probability("hidden_dropout_prob", 0.1);
    return new BertShape(
        config.size("hidden_size", 1536),
        config.size("num_hidden_layers", 24),
        config.size("num_attention_heads", 24),
        config.size("intermediate_size", 6144),
        config.size("vocab_size", 128100),
        hasPositions ? positions(config) : LONGEST,
        Math.toIntExact(config.id("type_vocab_size", 0)),
        config.activation("hidden_act", "gelu"),
        config.positive("layer_norm_eps", 1e-7),
        dropout,
        config.probability("attention_probs_dropout_prob", 0.1),
        config.probability("cls_dropout", dropout),
        config.positive("initializer_range", 0.02),
        config.id("pad_token_id", 0),
        config.flag("tie_word_embeddings", true),
        false);
  }

  private static int positions(ModelConfig config) {
    return config.size("max_position_embeddings", 512);
  }

  /** Sizes below 1 say that there is none. */
  private static Relative relative(ModelConfig config) {
    int farthest = orElse(config, "max_relative_positions", positions(config));
    int buckets = orElse(config, "position_buckets", 0);
    if (buckets == 1) {
      throw config.refusal("position_buckets must be at least 2, or -1 for none");
    }
    boolean isNormed = words(config.text("norm_rel_ebd", "none")).contains("layer_norm");
    boolean isShared = config.flag("share_att_key", false);
    return buckets == 0
        ? new Relative(farthest, OptionalInt.empty(), isNormed, isShared)
        : new Relative(buckets, OptionalInt.of(farthest), isNormed, isShared);
  }

  private static int orElse(ModelConfig config, String key, int other) {
    return config.json().get(key) instanceof Integer size && size < 1
        ? other
        : config.size(key, other);
  }

  /** A list, or one text with strokes between. */
  private static Set<Term> terms(ModelConfig config) {
    @Nullable Object said = config.json().get("pos_att_type");
    List<?> names =
        switch (said) {
          case null -> List.of();
          case String text -> words(text);
          case List<?> list -> list;
          default -> List.of(said);
        };
    return names.stream().map(name -> term(name, config)).collect(Collectors.toUnmodifiableSet());
  }

  private static Term term(Object name, ModelConfig config) {
    return Arrays.stream(Term.values())
        .filter(term -> term.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() ->
            config.refusal(
                "pos_att_type names %s, but only c2p and p2c are computed"
                    .formatted(Excerpt.printable(name.toString()))));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\|", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Of all terms of a score. */
  public double scale() {
    return 1 / Math.sqrt((1.0 + terms.size()) * bert.headSize());
  }

  /** Most tokens of a text; empty where nothing limits it. */
  public OptionalInt longest() {
    return hasPositions ? OptionalInt.of(bert.positions()) : OptionalInt.empty();
  }
}
