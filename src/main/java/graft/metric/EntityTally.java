package graft.metric;

import graft.data.Batch;
import graft.data.Targets;
import graft.spec.job.TagScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Tags that mark entities: F1 of whole entities, and the share of tags that are right. */
final class EntityTally implements Metric {
  private final List<String> labels;
  private final TagScheme scheme;
  private final IntStream.Builder expected = IntStream.builder();
  private final IntStream.Builder found = IntStream.builder();
  private final List<List<String>> expectedTags = new ArrayList<>();
  private final List<List<String>> foundTags = new ArrayList<>();

  EntityTally(List<String> labels, TagScheme scheme) {
    this.labels = labels;
    this.scheme = scheme;
  }

  @Override
  public void add(Batch batch, float[] logits) {
    int[] classes = Classes.expected(batch.targets());
    int[] guessed = Classes.found(logits, classes.length);
    IntStream.of(classes).forEach(expected);
    IntStream.of(guessed).forEach(found);
    int from = 0;
    for (int size : tagsOfRows(batch)) {
      expectedTags.add(tags(classes, from, size));
      foundTags.add(tags(guessed, from, size));
      from += size;
    }
  }

  private static int[] tagsOfRows(Batch batch) {
    if (!(batch.targets() instanceof Targets.TokenIds(long[] values, int length))) {
      throw new IllegalArgumentException("expected tags of tokens, found " + batch.targets());
    }
    return IntStream.range(0, batch.rows())
        .map(row ->
            (int)
                IntStream.range(row * length, (row + 1) * length)
                    .filter(i -> values[i] != Targets.IGNORED)
                    .count())
        .toArray();
  }

  private List<String> tags(int[] classes, int from, int size) {
    return IntStream.range(from, from + size).mapToObj(i -> labels.get(classes[i])).toList();
  }

  @Override
  public Map<String, Double> metrics(double loss) {
    return Map.of(
        "f1", EntityMetrics.f1(foundTags, expectedTags, scheme),
        "accuracy",
            ClassificationMetrics.accuracy(found.build().toArray(), expected.build().toArray()),
        "loss", loss);
  }
}
