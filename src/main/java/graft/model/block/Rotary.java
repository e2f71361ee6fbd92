package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.site.Packing;
import graft.site.Pass;
import graft.site.cache.KeyValueCache;
import graft.tensor.Ops;
import java.util.Optional;

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
    NDArray turns =
        pass.memo()
            .once(
                this,
                () ->
                    pass.packing()
                        .map(rows -> packed(rows, pass))
                        .orElseGet(() -> whole(heads, pass.setup().positionShift())));
    return Ops.rotate(heads, turns);
  }

  /** Of the places of several texts in each row: (2, B, 1, S, rotated). */
  private NDArray packed(Packing rows, Pass pass) {
    int first = pass.setup().positionShift();
    NDArray places = rows.places();
    int longest = rows.longest();
    return Ops.turnsAt(turns(first, longest, first + longest, places.getManager()), places);
  }

  @Override
  public Optional<NDArray> turns(NDArray like, Pass pass) {
    return pass.keyValues().map(kept -> pass.memo().once(this, () -> looked(kept)));
  }

  /** Of a text as long as there are heads, from a position on: (2, S, rotated). */
  private NDArray whole(NDArray heads, int first) {
    int length = (int) heads.getShape().get(2);
    return turns(first, length, first + length, heads.getManager());
  }

  /**
   * Of the positions that come next, from a table of all that there may be: (2, B, 1, S, rotated).
   */
  private NDArray looked(KeyValueCache kept) {
    NDArray positions = kept.positions();
    int all = kept.longest();
    long which = (long) frequencies.regime(kept.length()) << Integer.SIZE | all;
    NDArray table =
        kept.lasting(this, which, () -> turns(0, all, kept.length(), positions.getManager()));
    return Ops.turnsAt(table, positions);
  }

  /**
   * Cosines and sines (2, length, rotated), float32.
   *
   * @param text one more than the largest position, which frequencies may depend on
   */
  private NDArray turns(int first, int length, int text, NDManager manager) {
    double[] inverse = frequencies.inverse(text);
    double factor = frequencies.attentionFactor(text);
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
