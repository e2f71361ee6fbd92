package graft.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.data.Batch;
import graft.data.Padding;
import graft.data.Targets;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TalliesTest {
  private static final int IGNORED = Targets.IGNORED;

  @Test
  void classesAreCountedOverAllBatches() {
    Metric tally = Tallies.of(task(TaskType.SEQUENCE_CLASSIFICATION, "a", "b"));

    tally.add(batch(2, new Targets.ClassIds(new long[] {0, 1})), new float[] {2, 1, 0, 1});
    tally.add(batch(1, new Targets.ClassIds(new long[] {1})), new float[] {3, 1});

    assertThat(tally.metrics(0.5)).containsEntry("accuracy", 2 / 3.0).containsEntry("loss", 0.5);
  }

  @Test
  void aLabelHoldsAboveOneHalf() {
    Metric tally = Tallies.of(task(TaskType.MULTI_LABEL_CLASSIFICATION, "a", "b"));

    tally.add(
        batch(2, new Targets.MultiHot(new float[] {1, 0, 1, 1}, 2)),
        new float[] {0.1f, -0.1f, 3, -3});

    assertThat(tally.metrics(0))
        .containsEntry("accuracy", 0.5)
        .containsEntry("micro_f1", 0.8)
        .containsEntry("macro_f1", 0.5);
  }

  @Test
  void tagsOfEntitiesAreMeasuredByWholeEntitiesOfEachRow() {
    Metric tally = Tallies.of(task(TaskType.TOKEN_CLASSIFICATION, "O", "B-X", "I-X"));

    tally.add(
        batch(2, new Targets.TokenIds(new long[] {IGNORED, 1, 2, IGNORED, 1, 0}, 3)),
        scores(3, 1, 2, 0, 0));

    Map<String, Double> metrics = tally.metrics(0);
    assertThat(metrics).containsEntry("accuracy", 0.75);
    assertThat(metrics.get("f1")).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void answersAreComparedByTheirTokens() {
    Metric tally = Tallies.of(task(TaskType.QUESTION_ANSWERING));

    tally.add(
        batch(1, new Targets.Spans(new long[] {1}, new long[] {2})),
        new float[] {0, 0, 1, 0, 0, 3});
    tally.add(
        batch(1, new Targets.Spans(new long[] {1}, new long[] {2})),
        new float[] {0, 0, 0, 0, 5, 3});

    assertThat(tally.metrics(0)).containsEntry("exact_match", 0.5);
    assertThat(tally.metrics(0).get("f1")).isCloseTo((1 + 2 / 3.0) / 2, within(1e-12));
  }

  @Test
  void answersAreComparedAsTextsWithEveryRightOne() {
    Metric tally = Tallies.of(task(TaskType.QUESTION_ANSWERING));
    int[] starts = {-1, 0, 4};
    int[] ends = {-1, 3, 8};
    List<String> either = List.of("an egg", "inn");
    List<String> none = List.of();
    float[] wholeContext = {0, 0, 5, 0, 0, 5};
    float[] nothing = {9, 9, 0, 0, 0, 0};

    int row = 0;
    for (List<String> right : List.of(either, none)) {
      for (float[] logits : List.of(wholeContext, nothing)) {
        Targets.Passage passage = new Targets.Passage(row++, "The Inn.", starts, ends, right);
        tally.add(
            batch(1, new Targets.Spans(new long[] {0}, new long[] {0}, List.of(passage))), logits);
      }
    }

    assertThat(tally.metrics(0)).containsEntry("exact_match", 0.5).containsEntry("f1", 0.5);
  }

  @Test
  void perplexityIsTheExponentOfTheLoss() {
    Metric tally = Tallies.of(task(TaskType.MASKED_LM));

    tally.add(batch(1, new Targets.TokenIds(new long[] {IGNORED, 1, 0}, 3)), scores(2, 1, 1));

    assertThat(tally.metrics(1)).containsEntry("perplexity", Math.E).containsEntry("accuracy", 0.5);
  }

  @ParameterizedTest
  @EnumSource(
      value = TaskType.class,
      names = {"REGRESSION", "SEQUENCE_CLASSIFICATION", "MULTI_LABEL_CLASSIFICATION"})
  void whatATaskPromisesIsMeasured(TaskType type) {
    TaskSpec task = task(type, "a", "b");
    Targets targets =
        switch (type) {
          case REGRESSION -> new Targets.Scores(new float[] {1, 2});
          case MULTI_LABEL_CLASSIFICATION -> new Targets.MultiHot(new float[] {1, 0, 0, 1}, 2);
          default -> new Targets.ClassIds(new long[] {0, 1});
        };
    Metric tally = Tallies.of(task);

    tally.add(batch(2, targets), new float[] {1, 2, 3, 4});

    assertThat(tally.metrics(0)).containsOnlyKeys(task.metrics());
  }

  private static TaskSpec task(TaskType type, String... labels) {
    return new TaskSpec(type, List.of(labels), Optional.empty());
  }

  /** Rows of three tokens. */
  private static Batch batch(int rows, Targets targets) {
    int[][] ids = new int[rows][3];
    return Batch.Tokens.of(ids, new int[rows][0], targets, Padding.exact(0));
  }

  /** Scores whose largest are those of the given classes. */
  private static float[] scores(int classes, int... largest) {
    float[] scores = new float[classes * largest.length];
    for (int i = 0; i < largest.length; i++) {
      scores[i * classes + largest[i]] = 1;
    }
    return scores;
  }
}
