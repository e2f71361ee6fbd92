package graft.recipe.local;

import graft.data.ColumnMapping;
import graft.data.Dataset;
import graft.data.Labels;
import graft.data.Split;
import graft.data.Tokenization;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.JobSpec;
import graft.table.Table;
import java.util.Map;
import java.util.Optional;

/** The rows of a job, read and tokenized. */
record JobData(
    ColumnMapping columns, Dataset training, Optional<Dataset> validation, Optional<Dataset> test) {
  /**
   * @throws GraftException {@link ErrorCode#INVALID_FILE} with what a file lacks, or its faulty
   *     rows
   */
  static JobData read(FineTuneSpec spec, Tokenization tokenization, Dataset.Bounds bounds) {
    return read(spec, tokenization, bounds, Dataset.Extent.ALL);
  }

  /** The same with the first rows of each file only. */
  static JobData read(
      FineTuneSpec spec, Tokenization tokenization, Dataset.Bounds bounds, Dataset.Extent extent) {
    Reader reader = new Reader(spec.job(), tokenization, bounds, extent);
    ColumnMapping columns = reader.columns(spec.training(), spec.job().columns());
    Dataset rows = reader.read(spec.training(), "training_file", columns);
    Optional<Dataset> validation =
        spec.validation().map(file -> reader.readAlso(file, "validation_file", columns));
    Optional<Dataset> test = spec.test().map(file -> reader.readAlso(file, "test_file", columns));
    double share = spec.job().validationSplit();
    if (validation.isPresent() || share == 0) {
      return new JobData(columns, rows.unmeasured(), validation, test);
    }
    requireTwo(rows);
    Split split = Split.of(rows, share, spec.job().seed());
    return new JobData(
        columns, split.training().unmeasured(), Optional.of(split.validation()), test);
  }

  private static void requireTwo(Dataset rows) {
    if (rows.rows() < 2) {
      throw new GraftException(
          ErrorCode.INVALID_FILE,
          new Fault(
              "/validation_split",
              "out_of_range",
              "validation_split leaves no row to train on, of " + rows.rows()));
    }
  }

  private record Reader(
      JobSpec job, Tokenization tokenization, Dataset.Bounds bounds, Dataset.Extent extent) {
    ColumnMapping columns(DataSource file, Map<String, String> given) {
      Faults faults = new Faults();
      Optional<ColumnMapping> columns =
          ColumnMapping.resolve(job.task().type(), given, file.profile(), faults);
      faults.throwIfAny(ErrorCode.INVALID_FILE);
      return columns.orElseThrow();
    }

    /** A further file must have the columns of the first. */
    Dataset readAlso(DataSource file, String attribute, ColumnMapping first) {
      try {
        return tokenized(file, columns(file, first.asGiven()));
      } catch (GraftException refused) {
        throw in(attribute, refused);
      }
    }

    Dataset read(DataSource file, String attribute, ColumnMapping columns) {
      try {
        return tokenized(file, columns);
      } catch (GraftException refused) {
        throw in(attribute, refused);
      }
    }

    private Dataset tokenized(DataSource file, ColumnMapping columns) {
      Labels labels = Labels.of(job.task().labels());
      try (Table table = Table.open(file.path(), file.filename())) {
        return Dataset.read(table, columns, labels, tokenization, bounds, extent);
      }
    }

    /** The same refusal, saying which of the job's files it is about. */
    private static GraftException in(String attribute, GraftException refused) {
      if (refused.faults().isEmpty()) {
        return new GraftException(refused.code(), attribute + ": " + refused.getMessage(), refused);
      }
      return new GraftException(
          refused.code(),
          refused.faults().stream()
              .map(fault ->
                  new Fault("/" + attribute, fault.code(), attribute + ", " + fault.message()))
              .toList());
    }
  }
}
