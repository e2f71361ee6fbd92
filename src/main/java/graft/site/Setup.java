package graft.site;

import ai.djl.ndarray.NDArray;
import graft.site.fusion.SublayerFusion;
import graft.tensor.change.SelfChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What sits where: adapters, and merged weights in place of a site's own. Immutable; owns nothing.
 */
public final class Setup {
  /** The base model alone. */
  public static final Setup EMPTY = builder().build();

  private final Map<SiteId, LinearAdapter> linear;
  private final Map<SiteId, KeyValueAdapter> attention;
  private final Map<SiteId, SublayerAdapter> sublayer;
  private final Map<SiteId, LayerAdapter> layer;
  private final Map<SiteId, EmbeddingAdapter> embedding;
  private final Map<SiteId, WordAdapter> word;
  private final Map<SiteId, NormAdapter> norm;
  private final Map<SiteId, SublayerFusion> fusion;
  private final Map<SiteId, LinearWeights> merged;
  private final int positionShift;
  private final Set<String> wholeRows;
  private final List<Supplier<NDArray>> penalties;
  private final List<SelfChange> changes;

  private Setup(Builder builder) {
    linear = Map.copyOf(builder.linear);
    attention = Map.copyOf(builder.attention);
    sublayer = Map.copyOf(builder.sublayer);
    layer = Map.copyOf(builder.layer);
    embedding = Map.copyOf(builder.embedding);
    word = Map.copyOf(builder.word);
    norm = Map.copyOf(builder.norm);
    fusion = Map.copyOf(builder.fusion);
    merged = Map.copyOf(builder.merged);
    positionShift = builder.positionShift;
    wholeRows = Collections.unmodifiableSet(new TreeSet<>(builder.wholeRows));
    penalties = List.copyOf(builder.penalties);
    changes = List.copyOf(builder.changes);
  }

  private Setup(Setup other, int positionShift) {
    linear = other.linear;
    attention = other.attention;
    sublayer = other.sublayer;
    layer = other.layer;
    embedding = other.embedding;
    word = other.word;
    norm = other.norm;
    fusion = other.fusion;
    merged = other.merged;
    wholeRows = other.wholeRows;
    penalties = other.penalties;
    changes = other.changes;
    this.positionShift = positionShift;
  }

  public static Builder builder() {
    return new Builder();
  }

  public Optional<LinearAdapter> linear(SiteId site) {
    return Optional.ofNullable(linear.get(site));
  }

  public Optional<KeyValueAdapter> attention(SiteId site) {
    return Optional.ofNullable(attention.get(site));
  }

  public Optional<SublayerAdapter> sublayer(SiteId site) {
    return Optional.ofNullable(sublayer.get(site));
  }

  public Optional<LayerAdapter> layer(SiteId site) {
    return Optional.ofNullable(layer.get(site));
  }

  public Optional<EmbeddingAdapter> embedding(SiteId site) {
    return Optional.ofNullable(embedding.get(site));
  }

  public Optional<WordAdapter> word(SiteId site) {
    return Optional.ofNullable(word.get(site));
  }

  /** Tokens before each text that are no words. */
  public int virtualTokens() {
    return word.values().stream().mapToInt(WordAdapter::virtualTokens).sum();
  }

  public Optional<NormAdapter> norm(SiteId site) {
    return Optional.ofNullable(norm.get(site));
  }

  /** What mixes the adapters of a sublayer; it does nothing without them. */
  public Optional<SublayerFusion> fusion(SiteId site) {
    return Optional.ofNullable(fusion.get(site));
  }

  /** Every fusion, whatever its site. */
  public Stream<SublayerFusion> fusions() {
    return fusion.values().stream();
  }

  /** 0-d tensors to add to the mean loss in training, fusions' too. */
  public Stream<NDArray> penalties() {
    return Stream.concat(
        fusions().flatMap(mixer -> mixer.penalty().stream()),
        penalties.stream().map(Supplier::get));
  }

  /** What changes itself between the steps of a training. */
  public List<SelfChange> changes() {
    return changes;
  }

  /** The weights to use instead of the site's own. */
  public Optional<LinearWeights> merged(SiteId site) {
    return Optional.ofNullable(merged.get(site));
  }

  /** The position of the text's first token, where a model counts positions. */
  public int positionShift() {
    return positionShift;
  }

  /** The same, the text's first token at position 0. */
  public Setup unshifted() {
    return new Setup(this, 0);
  }

  /**
   * What computes from a whole row, so that no other text may stand in it; by what it does, for
   * people.
   */
  public Set<String> wholeRows() {
    return wholeRows;
  }

  /** Vectors among those of each text, behind the embeddings. */
  public int inserted() {
    return embedding.values().stream().mapToInt(EmbeddingAdapter::inserted).sum();
  }

  /** How many tokens of a text stand before these. */
  public int insertedBehind() {
    return embedding.values().stream().mapToInt(EmbeddingAdapter::insertedBehind).sum();
  }

  /** Why no other text may stand in a row, by what forbids it, for people. */
  public Set<String> alone() {
    Set<String> alone = new TreeSet<>(wholeRows);
    if (virtualTokens() + inserted() > 0) {
      alone.add("virtual tokens stand before each text");
    }
    return alone;
  }

  /** Every linear adapter with its site. */
  public Map<SiteId, LinearAdapter> linear() {
    return linear;
  }

  /** Whether anything is more than a change of weights. */
  public boolean reachesBeyondWeights() {
    return !attention.isEmpty()
        || !sublayer.isEmpty()
        || !layer.isEmpty()
        || !embedding.isEmpty()
        || virtualTokens() > 0
        || !fusion.isEmpty();
  }

  /**
   * The same without what sits in some layers (AdapterDrop, Rücklé et al. 2021). What sits at the
   * embeddings stays.
   *
   * @param layers counted from 0, a decoder's behind an encoder's
   */
  public Setup without(Set<Integer> layers) {
    if (layers.isEmpty()) {
      return this;
    }
    Builder left = builder().putAll(this);
    Stream.of(left.linear, left.attention, left.sublayer, left.layer, left.norm)
        .forEach(sites -> sites.keySet().removeIf(site -> layers.contains(site.layer())));
    return left.build();
  }

  /** Published paths of all occupied sites, sorted. */
  public List<String> paths() {
    return Stream.of(linear, attention, sublayer, layer, embedding, word, norm, fusion, merged)
        .flatMap(sites -> sites.keySet().stream())
        .map(SiteId::modulePath)
        .distinct()
        .sorted()
        .toList();
  }

  /** Puts adapters into sites; a site takes one. */
  public static final class Builder {
    private final Map<SiteId, LinearAdapter> linear = new HashMap<>();
    private final Map<SiteId, KeyValueAdapter> attention = new HashMap<>();
    private final Map<SiteId, SublayerAdapter> sublayer = new HashMap<>();
    private final Map<SiteId, LayerAdapter> layer = new HashMap<>();
    private final Map<SiteId, EmbeddingAdapter> embedding = new HashMap<>();
    private final Map<SiteId, WordAdapter> word = new HashMap<>();
    private final Map<SiteId, NormAdapter> norm = new HashMap<>();
    private final Map<SiteId, SublayerFusion> fusion = new HashMap<>();
    private final Map<SiteId, LinearWeights> merged = new HashMap<>();
    private int positionShift;
    private final Set<String> wholeRows = new TreeSet<>();
    private final List<Supplier<NDArray>> penalties = new ArrayList<>();
    private final List<SelfChange> changes = new ArrayList<>();

    private Builder() {}

    public Builder put(LinearSite site, LinearAdapter adapter) {
      return put(linear, site.id(), adapter);
    }

    public Builder put(AttentionSite site, KeyValueAdapter adapter) {
      return put(attention, site.id(), adapter);
    }

    public Builder put(SublayerSite site, SublayerAdapter adapter) {
      return put(sublayer, site.id(), adapter);
    }

    public Builder put(LayerSite site, LayerAdapter adapter) {
      return put(layer, site.id(), adapter);
    }

    public Builder put(EmbeddingSite site, EmbeddingAdapter adapter) {
      return put(embedding, site.id(), adapter);
    }

    public Builder put(WordSite site, WordAdapter adapter) {
      return put(word, site.id(), adapter);
    }

    public Builder put(NormSite site, NormAdapter adapter) {
      return put(norm, site.id(), adapter);
    }

    public Builder put(SublayerSite site, SublayerFusion mixer) {
      return put(fusion, site.id(), mixer);
    }

    /** Moves the text that many positions further; shifts add up. */
    public Builder shiftPositions(int positions) {
      positionShift = Math.addExact(positionShift, positions);
      return this;
    }

    /**
     * Something computes from a whole row.
     *
     * @param what it does, for people: {@code gates are means over a row}
     */
    public Builder readsWholeRows(String what) {
      wholeRows.add(what);
      return this;
    }

    /** Something costs in training: a 0-d tensor, added to the mean loss. */
    public Builder penalise(Supplier<NDArray> penalty) {
      penalties.add(penalty);
      return this;
    }

    /** Something changes itself between the steps of a training. */
    public Builder change(SelfChange change) {
      changes.add(change);
      return this;
    }

    /** Everything of another setup. */
    public Builder putAll(Setup other) {
      other.linear.forEach((site, adapter) -> put(linear, site, adapter));
      other.attention.forEach((site, adapter) -> put(attention, site, adapter));
      other.sublayer.forEach((site, adapter) -> put(sublayer, site, adapter));
      other.layer.forEach((site, adapter) -> put(layer, site, adapter));
      other.embedding.forEach((site, adapter) -> put(embedding, site, adapter));
      other.word.forEach((site, adapter) -> put(word, site, adapter));
      other.norm.forEach((site, adapter) -> put(norm, site, adapter));
      other.fusion.forEach((site, mixer) -> put(fusion, site, mixer));
      other.merged.forEach((site, weights) -> put(merged, site, weights));
      wholeRows.addAll(other.wholeRows);
      penalties.addAll(other.penalties);
      changes.addAll(other.changes);
      return shiftPositions(other.positionShift);
    }

    public Builder put(LinearSite site, LinearWeights weights) {
      return put(merged, site.id(), weights);
    }

    public Setup build() {
      return new Setup(this);
    }

    private <A> Builder put(Map<SiteId, A> sites, SiteId site, A adapter) {
      if (sites.putIfAbsent(site, adapter) != null) {
        throw new IllegalStateException("two adapters at " + site);
      }
      return this;
    }
  }
}
