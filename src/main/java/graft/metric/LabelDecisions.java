package graft.metric;

import graft.spec.job.EvaluationReport.LabelScores;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Yes-or-no decisions of each label, being counted. A share of nothing is 0, as scikit-learn has
 * it.
 */
final class LabelDecisions {
  private final List<String> labels;
  private final long[] hits;
  private final long[] predicted;
  private final long[] expected;

  LabelDecisions(List<String> labels) {
    this.labels = labels;
    hits = new long[labels.size()];
    predicted = new long[labels.size()];
    expected = new long[labels.size()];
  }

  void add(int label, boolean isPredicted, boolean isExpected) {
    hits[label] += isPredicted && isExpected ? 1 : 0;
    predicted[label] += isPredicted ? 1 : 0;
    expected[label] += isExpected ? 1 : 0;
  }

  List<LabelScores> scores() {
    return IntStream.range(0, labels.size())
        .mapToObj(label ->
            new LabelScores(
                labels.get(label),
                share(hits[label], predicted[label]),
                share(hits[label], expected[label]),
                share(2 * hits[label], predicted[label] + expected[label]),
                expected[label]))
        .toList();
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : (double) part / all;
  }
}
