package graft.generate.search;

import java.util.List;

/** What a search does with the logits of one row before it chooses, and how a text ends. */
final class Scoring {
  private final SearchSpec spec;
  private final List<Processor> processors;

  Scoring(SearchSpec spec) {
    this.spec = spec;
    this.processors = Processors.of(spec);
  }

  /** Scores after all processors; the array that is given where there are none. */
  float[] processed(Hypothesis text, float[] scores) {
    if (processors.isEmpty()) {
      return scores;
    }
    float[] processed = scores.clone();
    processors.forEach(processor -> processor.apply(text, processed));
    return processed;
  }

  Hypothesis start(int[] prompt) {
    return Hypothesis.of(prompt, spec.stops().start());
  }

  StopStrings.State after(Hypothesis text, int token) {
    return spec.stops().after(text.stops(), token);
  }

  /** Whether a text ends by a token that is its last. */
  boolean isStopped(int token, StopStrings.State after) {
    return spec.ends().tokens().contains(token) || after.isFound();
  }

  boolean isFull(int newTokens) {
    return newTokens >= spec.limits().maxNewTokens();
  }

  boolean tellsLogprobs() {
    return spec.logprobs() >= 0;
  }

  /** What is told of a token under the raw distribution. */
  TokenLogprob told(int token, float[] logits) {
    return tellsLogprobs()
        ? TokenLogprob.of(token, logits, spec.logprobs())
        : new TokenLogprob(token, Double.NaN, List.of());
  }
}
