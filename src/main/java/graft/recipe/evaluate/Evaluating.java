package graft.recipe.evaluate;

import graft.data.Dataset;
import graft.data.MaskedLmCollator;
import graft.data.Padding;
import graft.data.column.ColumnMapping;
import graft.data.order.BatchSampler;
import graft.recipe.AdapterSource;
import graft.recipe.EvaluateSpec;
import graft.recipe.Headway;
import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.LoadedModel;
import graft.recipe.adapted.OpenAdapter;
import graft.recipe.adapted.Preparation;
import graft.recipe.adapted.SequenceLimits;
import graft.recipe.batch.DataLoader;
import graft.recipe.batch.RowsOfJob;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.EvaluationReport;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures a trained adapter on the labelled rows of a file, a slice of them at each turn. */
public final class Evaluating {
  /** A language model guesses the same tokens in each evaluation. */
  private static final long SEED = 0;

  private final AdapterSource source;
  private final EvaluateSpec spec;
  private final Turns turns;
  private final Consumer<Headway> watch;

  public Evaluating(AdapterSource source, EvaluateSpec spec, Turns turns, Consumer<Headway> watch) {
    this.source = source;
    this.spec = spec;
    this.turns = turns;
    this.watch = watch;
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
        open.task()
            .orElseThrow(() ->
                new GraftException(
                    ErrorCode.INVALID_STATE, "adapter " + source.id() + " has no head"));
    Dataset data = read(open, task, preparation);
    DataLoader rows = rows(open, task, data, preparation);
    return new ModelEvaluator(open.adapted(), open.setup(), task, rows, turns)
        .measure(watch)
        .report(spec.file(), spec.predictions());
  }

  private ColumnMapping columns(TaskSpec task) {
    Faults faults = new Faults();
    Optional<ColumnMapping> columns =
        ColumnMapping.resolve(task.type(), spec.columns(), spec.file().profile(), faults);
    faults.throwIfAny(ErrorCode.INVALID_FILE);
    return columns.orElseThrow();
  }

  private Dataset read(OpenAdapter open, TaskSpec task, Preparation preparation) {
    AdaptedModel adapted = open.adapted();
    int length = Math.min(open.maxLength(), adapted.maxLength());
    return preparation.read(
        spec.file(),
        preparation.form(task, columns(task), spec.file().profile()),
        SequenceLimits.bounds(length, adapted.model()),
        Dataset.Extent.ALL);
  }

  private static DataLoader rows(
      OpenAdapter open, TaskSpec task, Dataset data, Preparation preparation) {
    boolean guesses = task.type() == TaskType.MASKED_LM && !data.isReady();
    Optional<MaskedLmCollator> masking =
        guesses
            ? preparation.tokenization().map(with -> RowsOfJob.masking(SEED, open.adapted(), with))
            : Optional.empty();
    Padding padding =
        data.isReady() ? DataLoader.exact(open.adapted()) : DataLoader.padding(open.adapted());
    return new DataLoader(
        data,
        new BatchSampler(SEED, 1, BatchSampler.Kind.BY_LENGTH),
        open.looksAtPadding()
            ? padding.atLeast(longest(data.readLengths()), longest(data.writtenLengths()))
            : padding,
        masking);
  }

  private static int longest(int[] lengths) {
    return Arrays.stream(lengths).max().orElse(0);
  }
}
