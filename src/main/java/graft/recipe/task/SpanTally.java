package graft.recipe.task;

import graft.data.Batch;
import graft.data.Targets;
import java.util.Map;

/**
 * Answers within a text, compared by their tokens with the first answer of each row: the share that
 * agrees wholly, and F1 of the tokens. (SQuAD's script compares words without articles and
 * punctuation, and with every answer.)
 */
final class SpanTally implements Tally {
  private int rows;
  private int exact;
  private double overlap;

  @Override
  public void add(Batch batch, float[] logits) {
    if (!(batch.targets() instanceof Targets.Spans(long[] starts, long[] ends))) {
      throw new IllegalArgumentException("expected answers of rows, found " + batch.targets());
    }
    for (int row = 0; row < batch.rows(); row++) {
      int from = row * batch.length();
      Span right = new Span((int) starts[row], (int) ends[row], 0);
      Span found =
          Span.best(
              side(logits, from, batch.length(), 0),
              side(logits, from, batch.length(), 1),
              token -> batch.attentionMask()[from + token] == 1);
      rows++;
      exact += found.covers(right) ? 1 : 0;
      overlap += found.f1(right);
    }
  }

  /** Start (0) or end (1) scores of a row. */
  static float[] side(float[] logits, int from, int length, int side) {
    float[] scores = new float[length];
    for (int i = 0; i < length; i++) {
      scores[i] = logits[2 * (from + i) + side];
    }
    return scores;
  }

  @Override
  public Map<String, Double> metrics(double loss) {
    return Map.of("f1", overlap / rows, "exact_match", (double) exact / rows, "loss", loss);
  }
}
