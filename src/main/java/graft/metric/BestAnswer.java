package graft.metric;

import graft.data.Targets;

/**
 * What the windows of a question say so far, as SQuAD's script puts them together: the best answer
 * of all, unless even the window that is least sure of none prefers none.
 *
 * @param score of the answer
 * @param none the lowest score for none
 */
record BestAnswer(Targets.Passage passage, String answer, double score, double none) {
  /** Of one window. */
  static BestAnswer of(float[] starts, float[] ends, Targets.Passage passage) {
    double none = Span.none(starts, ends).score();
    return Span.within(starts, ends, passage::holds)
        .map(span ->
            new BestAnswer(passage, passage.between(span.first(), span.last()), span.score(), none))
        .orElseGet(() -> new BestAnswer(passage, "", Double.NEGATIVE_INFINITY, none));
  }

  BestAnswer and(BestAnswer other) {
    BestAnswer better = other.score > score ? other : this;
    return new BestAnswer(better.passage, better.answer, better.score, Math.min(none, other.none));
  }

  /** The answer; empty where there is none. */
  String text() {
    return score > none ? answer : "";
  }

  SquadScore measured() {
    return SquadScore.of(text(), passage.answers());
  }
}
