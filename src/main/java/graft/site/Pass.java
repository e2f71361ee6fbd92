package graft.site;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.cache.KeyValueCache;
import graft.site.cache.PassCache;
import graft.tensor.Masks;
import graft.tensor.Scope;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * One forward pass: which adapters are on, and where dropout masks come from.
 *
 * @param dropout replaces every dropout probability of the base model and the head
 * @param memo what is computed once in this pass
 * @param packing where rows hold several texts
 * @param keyValues what was read before; empty where the pass reads rows whole
 * @param attended int64 (B, S) of the text that is read whole: 1 for tokens, 0 for padding; empty
 *     where there is none
 */
public record Pass(
    Setup setup,
    Masks masks,
    OptionalDouble dropout,
    PassCache memo,
    Optional<Packing> packing,
    Optional<KeyValueCache> keyValues,
    Optional<NDArray> attended) {
  public Pass(Setup setup, Masks masks, OptionalDouble dropout) {
    this(
        setup,
        masks,
        dropout,
        new PassCache(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A pass that drops nothing. */
  public static Pass of(Setup setup) {
    return new Pass(setup, Masks.none(), OptionalDouble.empty());
  }

  /** The same pass for a further adapter, whose dropouts have masks of their own. */
  public Pass of(int adapter) {
    return new Pass(setup, masks.of(adapter), dropout, memo, packing, keyValues, attended);
  }

  /** The same pass where modules run once more, from 1 on, whose dropouts have other masks then. */
  public Pass ofRun(int run) {
    return new Pass(setup, masks.ofRun(run), dropout, memo, packing, keyValues, attended);
  }

  /** The same pass for what all rows share. */
  public Pass ofAllRows() {
    return new Pass(setup, masks.ofAllRows(), dropout, memo, packing, keyValues, attended);
  }

  /** The same pass through rows that hold several texts, or one. */
  public Pass through(Optional<Packing> rows) {
    return new Pass(setup, masks, dropout, memo, rows, keyValues, attended);
  }

  /** The same pass through a text of which that much is no padding. */
  public Pass reading(NDArray attentionMask) {
    return new Pass(setup, masks, dropout, memo, packing, keyValues, Optional.of(attentionMask));
  }

  /** The same pass behind what was read before. */
  public Pass behind(KeyValueCache before) {
    return new Pass(setup, masks, dropout, memo, packing, Optional.of(before), attended);
  }

  /** The same pass where it reads something whole: what an encoder reads. */
  public Pass whole() {
    return new Pass(setup, masks, dropout, memo, packing, Optional.empty(), attended);
  }

  /**
   * What a part of the pass makes, a new tensor. All that it needed on the way is freed at once,
   * but for what a backward pass needs, so that the buffers of one part are there at a time.
   */
  public NDArray part(Supplier<NDArray> computation) {
    return Scope.part(computation, memo::values);
  }

  /** The same for what is yet to be made, in the shape of what it drops: which elements stay. */
  public Optional<Masks.Kept> kept(NDArray like, Shape shape, double p, String site) {
    return masks.kept(like, shape, dropout.orElse(p), site);
  }

  /** Dropout of the base model or the head, whose own probability is {@code p}. */
  public NDArray dropout(NDArray x, double p, String site) {
    return masks.dropout(x, dropout.orElse(p), site);
  }
}
