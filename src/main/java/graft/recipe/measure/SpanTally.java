package graft.recipe.measure;

import graft.data.Batch;
import graft.data.Targets;
import graft.recipe.task.Span;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers within a text: exact match and F1 as {@link SquadScore} has them, over all right answers
 * of a row. Of rows that were tokenized before no text is known: they are compared by the tokens of
 * their one answer.
 */
final class SpanTally implements Tally {
  private final Map<Integer, Best> texts = new HashMap<>();
  private int rows;
  private double exact;
  private double overlap;

  /**
   * What the windows of a question say so far, as SQuAD's script puts them together: the best
   * answer of all, unless even the window that is least sure of none prefers none.
   *
   * @param score of the answer
   * @param none the lowest score for none
   */
  private record Best(Targets.Passage passage, String answer, double score, double none) {
    Best and(Best other) {
      Best better = other.score > score ? other : this;
      return new Best(better.passage, better.answer, better.score, Math.min(none, other.none));
    }

    SquadScore measured() {
      return SquadScore.of(score > none ? answer : "", passage.answers());
    }
  }

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
        texts.merge(passage.row(), best(starts, ends, passage), Best::and);
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

  private static Best best(float[] starts, float[] ends, Targets.Passage passage) {
    double none = Span.none(starts, ends).score();
    return Span.within(starts, ends, passage::holds)
        .map(span ->
            new Best(passage, passage.between(span.first(), span.last()), span.score(), none))
        .orElseGet(() -> new Best(passage, "", Double.NEGATIVE_INFINITY, none));
  }

  @Override
  public Map<String, Double> metrics(double loss) {
    texts.values().forEach(best -> count(best.measured()));
    texts.clear();
    return Map.of("f1", overlap / rows, "exact_match", exact / rows, "loss", loss);
  }
}
