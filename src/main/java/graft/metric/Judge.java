package graft.metric;

import graft.data.Batch;
import graft.data.Targets;
import graft.spec.job.EvaluationReport.ConfusionMatrix;
import graft.spec.job.EvaluationReport.LabelScores;
import graft.spec.job.TaskSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Compares answers with what was expected, row by row. Used by one thread. */
public final class Judge {
  private final TaskSpec task;
  private final List<Judged> rows = new ArrayList<>();

  /** Of questions, whose windows come one by one. */
  private final Map<Integer, BestAnswer> answers = new HashMap<>();

  private final long[][] counts;
  private final LabelDecisions decisions;

  public Judge(TaskSpec task) {
    this.task = task;
    int labels = task.labels().size();
    counts = new long[labels][labels];
    decisions = new LabelDecisions(task.labels());
  }

  /**
   * @param places the rows of the file that the batch's are of; windows of one row have the same
   * @param logits as {@link Metric#add} takes them
   */
  public void add(List<Integer> places, Batch batch, float[] logits) {
    switch (batch.targets()) {
      case Targets.ClassIds(long[] gold) ->
          each(places, gold.length, row -> oneClass(places.get(row), (int) gold[row], logits, row));
      case Targets.MultiHot(float[] gold, int labels) ->
          each(places, places.size(), row -> labelSet(places.get(row), gold, logits, row, labels));
      case Targets.Scores(float[] gold) ->
          each(places, gold.length, row -> number(places.get(row), gold[row], logits[row]));
      case Targets.Spans spans -> spans(places, spans, batch, logits);
      case Targets.TokenIds(long[] values, int length) -> {
        if (task.hasClasses()) {
          tokens(places, values, length, logits);
        }
      }
      // What is written has no class.
      case Targets.Written _ -> {}
      case Targets.None _ -> throw new IllegalArgumentException("the batch has no targets");
    }
  }

  private void each(List<Integer> places, int size, IntFunction<Judged> judgement) {
    if (size != places.size()) {
      throw new IllegalArgumentException(size + " answers for " + places.size() + " rows");
    }
    IntStream.range(0, size).mapToObj(judgement).forEach(rows::add);
  }

  private Judged oneClass(int place, int gold, float[] logits, int row) {
    int classes = task.labels().size();
    float[] own = Arrays.copyOfRange(logits, row * classes, (row + 1) * classes);
    int found = count(gold, own);
    double[] probabilities = Scores.softmax(own);
    return new Judged(
        place,
        task.labels().get(gold),
        task.labels().get(found),
        Optional.of(probabilities[found]),
        found == gold ? 0 : 1 - probabilities[gold]);
  }

  private int count(int gold, float[] logits) {
    int found = Scores.largest(logits, 0, logits.length);
    counts[gold][found]++;
    for (int label = 0; label < logits.length; label++) {
      decisions.add(label, label == found, label == gold);
    }
    return found;
  }

  private Judged labelSet(int place, float[] gold, float[] logits, int row, int labels) {
    List<String> right = new ArrayList<>();
    List<String> found = new ArrayList<>();
    int wrong = 0;
    double sure = 1;
    for (int label = 0; label < labels; label++) {
      float logit = logits[row * labels + label];
      boolean isThere = gold[row * labels + label] == 1;
      boolean isFound = Scores.holds(logit);
      decisions.add(label, isFound, isThere);
      if (isThere) {
        right.add(task.labels().get(label));
      }
      if (isFound) {
        found.add(task.labels().get(label));
      }
      wrong += isThere == isFound ? 0 : 1;
      sure *= 1 / (1 + Math.exp(isFound ? -logit : logit));
    }
    return new Judged(
        place, String.join(", ", right), String.join(", ", found), Optional.of(sure), wrong);
  }

  private static Judged number(int place, float gold, float found) {
    return new Judged(
        place,
        String.valueOf(gold),
        String.valueOf(found),
        Optional.empty(),
        Math.abs((double) gold - found));
  }

  private void spans(List<Integer> places, Targets.Spans spans, Batch batch, float[] logits) {
    for (int row = 0; row < places.size(); row++) {
      int from = row * batch.length();
      float[] starts = Span.side(logits, from, batch.length(), 0);
      float[] ends = Span.side(logits, from, batch.length(), 1);
      if (spans.passages().isEmpty()) {
        Span found = Span.best(starts, ends, token -> batch.isReal(from + token));
        Span right = SpanTally.right(spans.starts()[row], spans.ends()[row]);
        double wrongness = 1 - found.f1(right);
        rows.add(
            new Judged(places.get(row), tokens(right), tokens(found), Optional.empty(), wrongness));
      } else {
        answers.merge(
            places.get(row),
            BestAnswer.of(starts, ends, spans.passages().get(row)),
            BestAnswer::and);
      }
    }
  }

  private static Judged answer(int place, BestAnswer best) {
    List<String> right = best.passage().answers();
    return new Judged(
        place,
        right.isEmpty() ? "" : right.getFirst(),
        best.text(),
        Optional.empty(),
        1 - best.measured().f1());
  }

  /** Of rows whose text is not known. */
  private static String tokens(Span span) {
    return span.isEmpty() ? "" : "tokens %d to %d".formatted(span.first(), span.last());
  }

  private void tokens(List<Integer> places, long[] values, int length, float[] logits) {
    int classes = task.labels().size();
    int at = 0;
    for (int row = 0; row < places.size(); row++) {
      List<Integer> right = new ArrayList<>();
      List<Integer> found = new ArrayList<>();
      double sure = 1;
      for (int i = row * length; i < (row + 1) * length; i++) {
        if (values[i] != Targets.IGNORED) {
          float[] own = Arrays.copyOfRange(logits, at * classes, (at + 1) * classes);
          right.add((int) values[i]);
          found.add(count((int) values[i], own));
          sure = Math.min(sure, Scores.softmax(own)[found.getLast()]);
          at++;
        }
      }
      double wrong =
          IntStream.range(0, right.size()).filter(i -> !right.get(i).equals(found.get(i))).count();
      rows.add(
          new Judged(
              places.get(row),
              names(right),
              names(found),
              right.isEmpty() ? Optional.empty() : Optional.of(sure),
              wrong / Math.max(1, right.size())));
    }
  }

  private String names(List<Integer> labels) {
    return labels.stream().map(task.labels()::get).collect(Collectors.joining(" "));
  }

  /** Every row in the order of the file; none for a language model. */
  public List<Judged> rows() {
    List<Judged> all = new ArrayList<>(rows);
    answers.forEach((place, best) -> all.add(answer(place, best)));
    all.sort(Comparator.comparingInt(Judged::row));
    return List.copyOf(all);
  }

  /** Where each row or token has one class. */
  public Optional<ConfusionMatrix> confusion() {
    long all = Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    List<List<Long>> table =
        Arrays.stream(counts).map(row -> Arrays.stream(row).boxed().toList()).toList();
    return all == 0 ? Optional.empty() : Optional.of(new ConfusionMatrix(task.labels(), table));
  }

  /** Where the task has classes. */
  public List<LabelScores> labels() {
    return task.hasClasses() ? decisions.scores() : List.of();
  }
}
