package graft.metric;

import graft.data.Batch;
import graft.data.Targets;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers within a text: exact match and F1 as {@link SquadScore} has them, over all right answers
 * of a row. Of rows that were tokenized before no text is known: they are compared by the tokens of
 * their one answer.
 */
final class SpanTally implements Metric {
  private final Map<Integer, BestAnswer> texts = new HashMap<>();
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
      float[] starts = Span.side(logits, from, batch.length(), 0);
      float[] ends = Span.side(logits, from, batch.length(), 1);
      if (targets.passages().isEmpty()) {
        Span found = Span.best(starts, ends, token -> batch.isReal(from + token));
        count(byTokens(found, right(targets.starts()[row], targets.ends()[row])));
      } else {
        Targets.Passage passage = targets.passages().get(row);
        texts.merge(passage.row(), BestAnswer.of(starts, ends, passage), BestAnswer::and);
      }
    }
  }

  private void count(SquadScore score) {
    rows++;
    exact += score.exact();
    overlap += score.f1();
  }

  static Span right(long start, long end) {
    boolean isInside = start != Targets.Spans.OUTSIDE && end != Targets.Spans.OUTSIDE;
    return isInside ? new Span((int) start, (int) end, 0) : new Span(0, 0, 0);
  }

  private static SquadScore byTokens(Span found, Span right) {
    return new SquadScore(found.covers(right) ? 1 : 0, found.f1(right));
  }

  @Override
  public Map<String, Double> metrics(double loss) {
    texts.values().forEach(best -> count(best.measured()));
    texts.clear();
    return Map.of("f1", overlap / rows, "exact_match", exact / rows, "loss", loss);
  }
}
