package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.site.Packing;
import graft.site.Pass;
import graft.tensor.Ops;

/**
 * Rotary positions (Su et al. 2021), "half" style: the first and the second half of what turns are
 * the coordinates of planes that turn by position times frequency. What is beyond {@code
 * frequencies.rotated()} of each head passes as it is.
 */
public record Rotary(Frequencies frequencies) implements Positional {
  @Override
  public NDArray turnQuery(NDArray heads, Pass pass) {
    return turned(heads, pass);
  }

  @Override
  public NDArray turnKey(NDArray heads, Pass pass) {
    return turned(heads, pass);
  }

  private NDArray turned(NDArray heads, Pass pass) {
    int size = (int) heads.getShape().get(3);
    int rotated = frequencies.rotated();
    NDArray turns = pass.memo().once(this, () -> turns(heads, pass));
    NDArray cosine = Ops.castLike(turns.get(0), heads);
    NDArray sine = Ops.castLike(turns.get(1), heads);
    NDArray x = rotated == size ? heads : Ops.slice(heads, 3, 0, rotated);
    NDArray turned = Ops.add(Ops.mul(x, cosine), Ops.mul(quarter(x, rotated), sine));
    return rotated == size ? turned : Ops.concat(turned, Ops.slice(heads, 3, rotated, size), 3);
  }

  /** Cosines and sines (2, S, rotated), or (2, B, 1, S, rotated) where rows hold several texts. */
  private NDArray turns(NDArray heads, Pass pass) {
    int first = pass.setup().positionShift();
    if (pass.packing().isEmpty()) {
      return turns(first, (int) heads.getShape().get(2), heads.getManager());
    }
    Packing rows = pass.packing().get();
    NDArray each = turns(first, rows.longest(), heads.getManager());
    Shape shape = rows.places().getShape();
    return Ops.embedding(each.get(0), rows.places())
        .stack(Ops.embedding(each.get(1), rows.places()))
        .reshape(new Shape(2, shape.get(0), 1, shape.get(1), frequencies.rotated()));
  }

  /** A quarter turn: {@code (-second half, first half)}. */
  private static NDArray quarter(NDArray x, int size) {
    NDArray first = Ops.slice(x, 3, 0, size / 2);
    NDArray second = Ops.slice(x, 3, size / 2, size);
    return Ops.concat(Ops.scale(second, -1), first, 3);
  }

  /** Cosines and sines (2, length, rotated), float32. */
  private NDArray turns(int first, int length, NDManager manager) {
    double[] inverse = frequencies.inverse(first + length);
    double factor = frequencies.attentionFactor(first + length);
    int rotated = frequencies.rotated();
    float[] turns = new float[2 * length * rotated];
    for (int i = 0; i < length; i++) {
      for (int m = 0; m < rotated; m++) {
        float angle = (first + i) * (float) inverse[m % inverse.length];
        turns[i * rotated + m] = (float) (Math.cos(angle) * factor);
        turns[(length + i) * rotated + m] = (float) (Math.sin(angle) * factor);
      }
    }
    return manager.create(turns, new Shape(2, length, rotated));
  }
}
