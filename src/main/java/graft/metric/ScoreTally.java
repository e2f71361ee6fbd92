package graft.metric;

import graft.data.Batch;
import graft.data.Targets;
import java.util.Map;
import java.util.stream.DoubleStream;

/** A number a row: errors and correlations. */
final class ScoreTally implements Metric {
  private final DoubleStream.Builder expected = DoubleStream.builder();
  private final DoubleStream.Builder found = DoubleStream.builder();

  @Override
  public void add(Batch batch, float[] logits) {
    if (!(batch.targets() instanceof Targets.Scores(float[] values))) {
      throw new IllegalArgumentException("expected numbers of rows, found " + batch.targets());
    }
    for (int row = 0; row < values.length; row++) {
      expected.add(values[row]);
      found.add(logits[row]);
    }
  }

  @Override
  public Map<String, Double> metrics(double loss) {
    double[] right = expected.build().toArray();
    double[] guessed = found.build().toArray();
    return Map.of(
        "mse", RegressionMetrics.mse(guessed, right),
        "mae", RegressionMetrics.mae(guessed, right),
        "pearson", RegressionMetrics.pearson(guessed, right),
        "spearman", RegressionMetrics.spearman(guessed, right),
        "loss", loss);
  }
}
