package graft.adapter.prefix;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.adapter.layer.Gate;
import graft.site.KeyValue;
import graft.site.KeyValueAdapter;
import graft.site.Pass;
import graft.site.SiteId;
import graft.tensor.Ops;
import org.jspecify.annotations.Nullable;

/**
 * The prefixes of one attention module.
 *
 * @param rows of the pool that are the module's
 * @param gate scales keys by its first number, values by its last
 */
public record PrefixModule(
    SiteId site, SharedPrefixes pool, PrefixRows rows, @Nullable Gate gate, double dropout)
    implements KeyValueAdapter {
  @Override
  public KeyValue extend(KeyValue keyValue, NDArray query, Pass pass) {
    NDArray key = prefix(rows.key(), keyValue.key(), "prefix_key", pass);
    NDArray value = prefix(rows.value(), keyValue.value(), "prefix_value", pass);
    if (gate == null) {
      return keyValue.preceded(key, value);
    }
    NDArray gates = gate.of(query);
    return keyValue.preceded(
        Ops.mul(key, number(gates, 0)), Ops.mul(value, number(gates, gates.getShape().get(2) - 1)));
  }

  /** A row of the pool for each example: (B, heads, P, d). Examples have dropouts of their own. */
  private NDArray prefix(long row, NDArray before, String name, Pass pass) {
    NDArray one = Ops.castLike(Ops.slice(pool.in(pass), 0, row, row + 1), before);
    Shape shape = one.getShape();
    NDArray each =
        one.broadcast(
            new Shape(before.getShape().get(0), shape.get(1), shape.get(2), shape.get(3)));
    return pass.masks().dropout(each, dropout, site.modulePath() + "." + name);
  }

  /** One number of the gates (B, 1, 1 or 2), as (B, 1, 1, 1). */
  private static NDArray number(NDArray gates, long at) {
    return Ops.slice(gates, 2, at, at + 1).reshape(new Shape(gates.getShape().get(0), 1, 1, 1));
  }
}
