package graft.metric;

import graft.data.Batch;
import java.util.Map;
import java.util.stream.IntStream;

/** One class a row or token: accuracy and macro-F1. */
final class ClassTally implements Metric {
  private final IntStream.Builder expected = IntStream.builder();
  private final IntStream.Builder found = IntStream.builder();

  @Override
  public void add(Batch batch, float[] logits) {
    int[] classes = Classes.expected(batch.targets());
    IntStream.of(classes).forEach(expected);
    IntStream.of(Classes.found(logits, classes.length)).forEach(found);
  }

  @Override
  public Map<String, Double> metrics(double loss) {
    int[] right = expected.build().toArray();
    int[] guessed = found.build().toArray();
    return Map.of(
        "accuracy", ClassificationMetrics.accuracy(guessed, right),
        "macro_f1", ClassificationMetrics.macroF1(guessed, right),
        "loss", loss);
  }
}
