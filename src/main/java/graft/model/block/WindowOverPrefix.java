package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.site.Packing;
import graft.site.Pass;
import graft.tensor.Ops;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A window that reaches over prefixes with positions of their own, as PEFT has them: what comes
 * before the text is as far away as its positions say, so that late queries lose it. A prefix
 * without positions (AdapterHub's) is near to every query.
 *
 * @param window how many positions up to itself a query sees
 */
public record WindowOverPrefix(Positional then, int window) implements Positional {
  /** Of floats that bf16 can hold, too, one of the largest. */
  private static final double LOWEST = -3.0e38;

  @Override
  public NDArray turnQuery(NDArray heads, Pass pass) {
    return then.turnQuery(heads, pass);
  }

  @Override
  public NDArray turnKey(NDArray heads, Pass pass) {
    return then.turnKey(heads, pass);
  }

  @Override
  public NDArray normedQuery(NDArray query, Pass pass) {
    return then.normedQuery(query, pass);
  }

  @Override
  public NDArray normedKey(NDArray key, Pass pass) {
    return then.normedKey(key, pass);
  }

  @Override
  public Optional<NDArray> turns(NDArray like, Pass pass) {
    return then.turns(like, pass);
  }

  @Override
  public boolean addsToScores() {
    return then.addsToScores();
  }

  @Override
  public OptionalInt near() {
    return OptionalInt.of(window);
  }

  @Override
  public Optional<NDArray> bias(Text text, Pass pass) {
    Optional<NDArray> placed = then.bias(text, pass);
    int prefix = pass.setup().positionShift();
    int longest = pass.packing().map(Packing::longest).orElse(text.queries());
    if (prefix == 0 || text.before() != prefix || longest + prefix <= window) {
      return placed;
    }
    NDArray hidden = pass.memo().once(this, () -> hidden(text, prefix, pass));
    return Optional.of(placed.map(bias -> Ops.add(bias, hidden)).orElse(hidden));
  }

  private NDArray hidden(Text text, int prefix, Pass pass) {
    return pass.packing()
        .map(rows -> hidden(text, prefix, rows.places()))
        .orElseGet(() -> hidden(text, prefix));
  }

  /** (B, 1, S, T): the same for queries at places (B, S) of their own texts. */
  private NDArray hidden(Text text, int prefix, NDArray places) {
    long batch = places.getShape().get(0);
    long queries = places.getShape().get(1);
    long keys = text.keys();
    NDArray key =
        places.getManager().arange(0, (int) keys, 1, DataType.INT64).reshape(1, 1, 1, keys);
    NDArray reach = places.reshape(new Shape(batch, 1, queries, 1)).add(prefix - window);
    NDArray isLost = key.lte(reach).logicalAnd(key.lt(prefix));
    return Ops.castLike(Ops.scale(isLost.toType(DataType.FLOAT32, false), LOWEST), text.query());
  }

  /** (1, 1, S, T): the lowest number where a query has lost a part of the prefix. */
  private NDArray hidden(Text text, int prefix) {
    int queries = text.queries();
    int keys = text.keys();
    float[] mask = new float[queries * keys];
    for (int query = 0; query < queries; query++) {
      for (int key = 0; key < prefix; key++) {
        mask[query * keys + key] = key > prefix + query - window ? 0 : (float) LOWEST;
      }
    }
    NDArray all = text.query().getManager().create(mask, new Shape(1, 1, queries, keys));
    return Ops.copyLike(all, text.query());
  }
}
