package graft.recipe.task;

import graft.data.Batch;
import graft.data.Targets;
import java.util.Map;

/**
 * Answers within a text: exact match and F1 as {@link SquadScore} has them, over all right answers
 * of a row. Of rows that were tokenized before no text is known: they are compared by the tokens of
 * their one answer.
 */
final class SpanTally implements Tally {
  private int rows;
  private double exact;
  private double overlap;

  @Override
  public void add(Batch batch, float[] logits) {
    if (!(batch.targets() instanceof Targets.Spans targets)) {
      throw new IllegalArgumentException("expected answers of rows, found " + batch.targets());
    }
    for (int row = 0; row < batch.rows(); row++) {
      int from = row * batch.length();
      float[] starts = side(logits, from, batch.length(), 0);
      float[] ends = side(logits, from, batch.length(), 1);
      SquadScore score =
          targets.passages().isEmpty()
              ? byTokens(
                  Span.best(starts, ends, token -> batch.attentionMask()[from + token] == 1),
                  right(targets.starts()[row], targets.ends()[row]))
              : byText(starts, ends, targets.passages().get(row));
      rows++;
      exact += score.exact();
      overlap += score.f1();
    }
  }

  static Span right(long start, long end) {
    boolean isInside = start != Targets.Spans.OUTSIDE && end != Targets.Spans.OUTSIDE;
    return isInside ? new Span((int) start, (int) end, 0) : new Span(0, 0, 0);
  }

  private static SquadScore byTokens(Span found, Span right) {
    return new SquadScore(found.covers(right) ? 1 : 0, found.f1(right));
  }

  private static SquadScore byText(float[] starts, float[] ends, Targets.Passage passage) {
    Span found = Span.best(starts, ends, passage::holds);
    String answer = found.isEmpty() ? "" : passage.between(found.first(), found.last());
    return SquadScore.of(answer, passage.answers());
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
    return Map.of("f1", overlap / rows, "exact_match", exact / rows, "loss", loss);
  }
}
