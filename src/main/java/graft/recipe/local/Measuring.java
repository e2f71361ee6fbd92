package graft.recipe.local;

import ai.djl.ndarray.NDArray;
import graft.data.Batch;
import graft.data.Dataset;
import graft.data.EpochOrder;
import graft.site.Pass;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Scope;
import graft.train.Classification;
import graft.train.Evaluator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures a classifier on labelled rows: loss (mean cross-entropy), accuracy, macro-F1. */
record Measuring(AdaptedModel adapted, int rows, List<Batch> batches) implements Evaluator {
  private static final int BATCH = 64;
  private static final String LOSS = "loss";

  /** Rows in batches of similar length. */
  static Measuring of(AdaptedModel adapted, Dataset dataset) {
    EpochOrder order = new EpochOrder(0, BATCH, EpochOrder.Kind.BY_LENGTH);
    return new Measuring(
        adapted, dataset.rows(), dataset.batches(order, 0, Rows.padding(adapted.model().facts())));
  }

  @Override
  public List<String> metrics() {
    return List.of("accuracy", "macro_f1", LOSS);
  }

  @Override
  public Map<String, Double> evaluate() {
    int[] expected = new int[rows];
    int[] found = new int[rows];
    double loss = 0;
    int at = 0;
    for (Batch batch : batches) {
      Scores scores = score(batch);
      loss += scores.loss();
      int classes = scores.logits().length / batch.rows();
      long[] labels = DeviceBatch.classes(batch);
      for (int i = 0; i < batch.rows(); i++, at++) {
        expected[at] = (int) labels[i];
        found[at] = largest(scores.logits(), i * classes, classes);
      }
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", Classification.accuracy(found, expected));
    metrics.put("macro_f1", Classification.macroF1(found, expected));
    metrics.put(LOSS, loss / rows);
    return metrics;
  }

  @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
  private record Scores(float[] logits, double loss) {}

  private Scores score(Batch batch) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        DeviceBatch on =
            DeviceBatch.of(batch, adapted.manager(), adapted.model().facts().typeVocabulary());
        NDArray logits = adapted.logits(on.inputs(), Pass.of(adapted.setup()));
        return new Scores(
            HostMemory.floats(logits), adapted.head().loss(logits, on.labels(), 0).getFloat());
      }
    });
  }

  private static int largest(float[] values, int from, int size) {
    int best = 0;
    for (int i = 1; i < size; i++) {
      if (values[from + i] > values[from + best]) {
        best = i;
      }
    }
    return best;
  }
}
