package graft.data.cut;

/**
 * What of a file's rows was not read or learned, mostly because they are longer than the model
 * reads at once.
 *
 * @param rows that were cut
 * @param rowsWithoutAnswer rows of questions whose answer no window holds as a whole
 * @param tags of words that were cut away, or that have no token
 * @param rowsWithoutLoss of a language model's rows, those of which nothing is left to learn
 * @param endless conversations in which no special token ends what is learned last
 */
public record Cuts(int rows, int rowsWithoutAnswer, int tags, int rowsWithoutLoss, int endless) {
  public static final Cuts NONE = new Cuts(0, 0, 0, 0, 0);

  public Cuts plus(Cuts other) {
    return new Cuts(
        rows + other.rows,
        rowsWithoutAnswer + other.rowsWithoutAnswer,
        tags + other.tags,
        rowsWithoutLoss + other.rowsWithoutLoss,
        endless + other.endless);
  }
}
