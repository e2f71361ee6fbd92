package graft.adapter.layer;

import ai.djl.ndarray.types.Shape;
import graft.spec.Check;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;

/**
 * How large an adapter may be. Published ones stay far below; what a configuration asks for beyond
 * is a slip, and no worker should find that out.
 */
public final class Limits {
  /** The most columns of a layer that a configuration makes as wide as it says. */
  public static final long WIDTH = 65_536;

  /** The most elements of one tensor: 2 GiB. */
  public static final long TENSOR = 1L << 29;

  /** The most elements of an adapter: 4 GiB, and three times as much again to train it. */
  public static final long ADAPTER = 1L << 30;

  private Limits() {}

  /** Whether a layer may be so wide. */
  public static void requireWidth(Check check, String attribute, double width, Object site) {
    check.that(
        width <= WIDTH,
        attribute,
        "must give a width of at most %d at %s, not %.0f".formatted(WIDTH, site, width));
  }

  /** Refuses a tensor that is too large, or too much beside the others. */
  static void requireRoom(
      String attribute, ParameterName name, Shape shape, Parameters parameters) {
    String place = name.path().isEmpty() ? name.toString() : name.path();
    long size = shape.size();
    Check check = new Check();
    check.that(
        size <= TENSOR,
        attribute,
        "must give a tensor of at most %d elements at %s, not %s = %d"
            .formatted(TENSOR, place, shape, size));
    check.that(
        parameters.count() + size <= ADAPTER,
        attribute,
        "must give an adapter of at most %d elements, which it exceeds at %s"
            .formatted(ADAPTER, place));
    check.done();
  }
}
