package graft.recipe.evaluate;

import graft.data.Batch;
import graft.data.Dataset;
import graft.data.EpochOrder;
import graft.data.Labels;
import graft.data.Masking;
import graft.data.Padding;
import graft.data.column.ColumnMapping;
import graft.recipe.AdapterSource;
import graft.recipe.EvaluateSpec;
import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.Lengths;
import graft.recipe.adapted.LoadedModel;
import graft.recipe.adapted.OpenAdapter;
import graft.recipe.adapted.Preparation;
import graft.recipe.batch.Rows;
import graft.recipe.batch.RowsOfJob;
import graft.recipe.measure.Judge;
import graft.recipe.measure.Judged;
import graft.recipe.measure.Tallies;
import graft.recipe.measure.Tally;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.EvaluationReport;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Measures a trained adapter on the labelled rows of a file, a slice of them at each turn. */
public final class Evaluating {
  private static final int WORST = 100;

  /** A language model guesses the same tokens in each evaluation. */
  private static final long SEED = 0;

  private final AdapterSource source;
  private final EvaluateSpec spec;
  private final Turns turns;

  public Evaluating(AdapterSource source, EvaluateSpec spec, Turns turns) {
    this.source = source;
    this.spec = spec;
    this.turns = turns;
  }

  public EvaluationReport on(LoadedModel loaded) {
    OpenAdapter.Key key = OpenAdapter.Key.of(source, spec.setup(), spec.adapters());
    return loaded.with(
        key,
        () -> OpenAdapter.open(loaded.base(), key),
        open -> report(open, loaded.preparation()));
  }

  private EvaluationReport report(OpenAdapter open, Preparation preparation) {
    TaskSpec task =
        open.manifest()
            .task()
            .orElseThrow(() ->
                new GraftException(
                    ErrorCode.INVALID_STATE, "adapter " + source.id() + " has no head"));
    ColumnMapping columns = columns(task);
    Dataset data = read(open, task, columns, preparation);
    Judge judge = new Judge(task);
    Map<String, Double> metrics = measure(open, task, rows(open, task, data, preparation), judge);
    List<Judged> judged = judge.rows();
    new PredictionsFile(judged).write(spec.predictions());
    List<Judged> worst =
        judged.stream()
            .filter(row -> row.wrongness() > 0)
            .sorted(Comparator.comparingDouble(Judged::wrongness).reversed())
            .limit(WORST)
            .toList();
    return new EvaluationReport(
        data.rows(),
        metrics,
        judge.confusion(),
        judge.labels(),
        new WorstRows(spec.file(), columns).of(worst));
  }

  private ColumnMapping columns(TaskSpec task) {
    Faults faults = new Faults();
    Optional<ColumnMapping> columns =
        ColumnMapping.resolve(task.type(), spec.columns(), spec.file().profile(), faults);
    faults.throwIfAny(ErrorCode.INVALID_FILE);
    return columns.orElseThrow();
  }

  private Dataset read(
      OpenAdapter open, TaskSpec task, ColumnMapping columns, Preparation preparation) {
    AdaptedModel adapted = open.adapted();
    int length = Math.min(open.manifest().maxLength(), adapted.maxLength());
    return preparation.read(
        spec.file(),
        columns,
        Labels.of(task.labels()),
        Lengths.bounds(length, adapted.model()),
        Dataset.Extent.ALL);
  }

  private static Rows rows(OpenAdapter open, TaskSpec task, Dataset data, Preparation preparation) {
    boolean guesses = task.type() == TaskType.MASKED_LM && !data.isReady();
    Optional<Masking> masking =
        guesses
            ? preparation.tokenization().map(with -> RowsOfJob.masking(SEED, open.adapted(), with))
            : Optional.empty();
    Padding padding = data.isReady() ? Rows.exact(open.adapted()) : Rows.padding(open.adapted());
    int longest = Arrays.stream(data.lengths()).max().orElse(1);
    return new Rows(
        data,
        new EpochOrder(SEED, 1, EpochOrder.Kind.BY_LENGTH),
        open.looksAtPadding() ? padding.atLeast(longest) : padding,
        masking);
  }

  private Map<String, Double> measure(OpenAdapter open, TaskSpec task, Rows rows, Judge judge) {
    Tally tally = Tallies.of(task);
    double loss = 0;
    long targets = 0;
    for (List<Integer> slice : rows.slices(open.adapted(), task, turns::most)) {
      Batch batch = rows.batch(slice);
      Scored scored =
          turns.next(
              (long) batch.rows() * batch.length(),
              () -> Scored.of(open.adapted(), open.setup(), batch));
      tally.add(batch, scored.logits());
      judge.add(slice, batch, scored.logits());
      loss += scored.loss();
      targets += batch.targets().count();
    }
    Map<String, Double> found = tally.metrics(loss / Math.max(1, targets));
    Map<String, Double> metrics = new TreeMap<>();
    found.forEach((name, value) -> {
      if (task.metrics().contains(name) && Double.isFinite(value)) {
        metrics.put(name, value);
      }
    });
    return metrics;
  }
}
