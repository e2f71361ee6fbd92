package graft.recipe.memory;

/**
 * The memory that a training of a model takes, as a function of its batches; in bytes.
 *
 * @param weights what is there before the first step, and the gradients and moments of what is
 *     trained
 * @param perToken what a step keeps for each position of a row
 * @param perPair what it keeps for each two positions of a row
 * @param perTarget what it keeps for each target of a language model
 */
public record Footprint(long weights, double perToken, double perPair, double perTarget) {
  /**
   * The peak of a step.
   *
   * @param length positions of each row, padding included
   */
  public long peak(long rows, long length, long targets) {
    double positions = (double) rows * length;
    return weights
        + Math.round(positions * perToken + positions * length * perPair + targets * perTarget);
  }

  /** How many rows of a length need no more than so much; 0 if not one does. */
  public long rowsWithin(long bytes, long length) {
    long ofRow = peak(1, length, 0) - weights;
    return Math.max(0, (bytes - weights) / Math.max(1, ofRow));
  }
}
