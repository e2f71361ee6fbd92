package graft.generate.search;

import graft.generate.Search;
import java.util.List;

/** The search of one prompt, and what came of it. Confined to the thread that computes. */
public sealed interface TokenSearch extends Search permits Drawing, BeamSearch {
  /**
   * @param prompt the tokens that are there before the first new one, which penalties and n-grams
   *     count: of an encoder-decoder the decoder's alone
   */
  static TokenSearch of(SearchSpec spec, int[] prompt, TokenListener listener) {
    return switch (spec.strategy()) {
      case Strategy.Greedy _ -> new Drawing(spec, 1, new Chooser.Likeliest(), prompt, listener);
      case Strategy.Sampling s ->
          new Drawing(
              spec, s.sequences(), new Chooser.Drawn(s.warping(), s.seed()), prompt, listener);
      case Strategy.Beams beams -> new BeamSearch(spec, beams, prompt, listener);
    };
  }

  /** The texts, when the search is over: of beams the best first. */
  List<Sequence> sequences();

  /**
   * The distribution, after all processors, that the first new token is chosen from.
   *
   * @param prompt as in {@link #of}
   * @param logits raw, (V)
   * @return probabilities (V)
   */
  static double[] firstProbabilities(SearchSpec spec, int[] prompt, float[] logits) {
    Scoring scoring = new Scoring(spec);
    Hypothesis start = scoring.start(prompt);
    return switch (spec.strategy()) {
      case Strategy.Greedy _ -> Softmax.of(scoring.processed(start, logits));
      case Strategy.Sampling s ->
          Distribution.of(scoring.processed(start, logits), s.warping()).probabilities();
      case Strategy.Beams _ -> Softmax.of(scoring.processed(start, Softmax.log(logits)));
    };
  }
}
