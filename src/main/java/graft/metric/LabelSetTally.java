package graft.metric;

import graft.data.Batch;
import graft.data.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Any number of labels a row: F1 over all decisions, macro-F1, and the share of rows all right. */
final class LabelSetTally implements Metric {
  private final List<boolean[]> expected = new ArrayList<>();
  private final List<boolean[]> found = new ArrayList<>();

  @Override
  public void add(Batch batch, float[] logits) {
    if (!(batch.targets() instanceof Targets.MultiHot(float[] values, int labels))) {
      throw new IllegalArgumentException("expected labels of rows, found " + batch.targets());
    }
    for (int row = 0; row < batch.rows(); row++) {
      boolean[] there = new boolean[labels];
      boolean[] guessed = new boolean[labels];
      for (int label = 0; label < labels; label++) {
        there[label] = values[row * labels + label] == 1;
        guessed[label] = Scores.holds(logits[row * labels + label]);
      }
      expected.add(there);
      found.add(guessed);
    }
  }

  @Override
  public Map<String, Double> metrics(double loss) {
    boolean[][] right = expected.toArray(boolean[][]::new);
    boolean[][] guessed = found.toArray(boolean[][]::new);
    return Map.of(
        "micro_f1", MultiLabelMetrics.microF1(guessed, right),
        "macro_f1", MultiLabelMetrics.macroF1(guessed, right),
        "accuracy", MultiLabelMetrics.accuracy(guessed, right),
        "loss", loss);
  }
}
