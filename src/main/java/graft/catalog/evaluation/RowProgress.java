package graft.catalog.evaluation;

import java.util.Optional;

/**
 * How far the run of an evaluation is.
 *
 * @param done rows that were answered
 * @param total rows to answer
 * @param secondsLeft from the speed so far; empty where nobody knows yet
 */
public record RowProgress(long done, long total, Optional<Double> secondsLeft) {
  public RowProgress {
    if (done < 0 || done > total) {
      throw new IllegalArgumentException(done + " of " + total + " rows");
    }
  }

  /** Of a run that has answered all. */
  public static Optional<RowProgress> all(long rows) {
    return Optional.of(new RowProgress(rows, rows, Optional.of(0.0)));
  }
}
