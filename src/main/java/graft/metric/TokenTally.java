package graft.metric;

import graft.data.Batch;
import java.util.Map;

/** Tokens to guess: perplexity, and the share guessed right. */
final class TokenTally implements Metric {
  private long tokens;
  private long right;

  @Override
  public void add(Batch batch, float[] logits) {
    int[] expected = Classes.expected(batch.targets());
    int[] found = Classes.found(logits, expected.length);
    for (int i = 0; i < expected.length; i++) {
      tokens++;
      right += expected[i] == found[i] ? 1 : 0;
    }
  }

  @Override
  public Map<String, Double> metrics(double loss) {
    return Map.of(
        "perplexity",
        Math.exp(loss),
        "accuracy",
        (double) right / Math.max(1, tokens),
        "loss",
        loss);
  }
}
