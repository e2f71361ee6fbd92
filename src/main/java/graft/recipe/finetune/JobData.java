package graft.recipe.finetune;

import graft.data.Dataset;
import graft.data.Split;
import graft.data.column.ColumnMapping;
import graft.data.cut.Cuts;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.adapted.Preparation;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.JobSpec;
import graft.table.TableProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The rows of a job, as the model reads them. */
record JobData(
    ColumnMapping columns,
    List<String> unused,
    Dataset training,
    Optional<Dataset> validation,
    Optional<Dataset> test) {
  /**
   * @throws GraftException {@link ErrorCode#INVALID_FILE} with what a file lacks, or its faulty
   *     rows
   */
  static JobData read(FineTuneSpec spec, Preparation preparation, Dataset.Bounds bounds) {
    return read(spec, preparation, bounds, Dataset.Extent.ALL);
  }

  /** The same with the first rows of each file only. */
  static JobData read(
      FineTuneSpec spec, Preparation preparation, Dataset.Bounds bounds, Dataset.Extent extent) {
    Reader reader = new Reader(spec.job(), preparation, bounds, extent);
    TableProfile profile = spec.training().profile();
    ColumnMapping columns = reader.columns(profile, spec.job().columns());
    List<String> unused = columns.unused(profile);
    Dataset rows = reader.read(spec.training(), "training_file", columns);
    Optional<Dataset> validation =
        spec.validation().map(file -> reader.readAlso(file, "validation_file", columns));
    Optional<Dataset> test = spec.test().map(file -> reader.readAlso(file, "test_file", columns));
    double share = spec.job().validationSplit();
    if (validation.isPresent() || share == 0) {
      return new JobData(columns, unused, rows.unmeasured(), validation, test);
    }
    requireTwo(rows);
    Split split = Split.of(rows, share, spec.job().seed());
    return new JobData(
        columns, unused, split.training().unmeasured(), Optional.of(split.validation()), test);
  }

  /** What the task does not read, for people. */
  Optional<String> remarkOfColumns() {
    return unused.isEmpty()
        ? Optional.empty()
        : Optional.of("Columns that are not read: " + String.join(", ", unused));
  }

  /** What of each file that was read at once is not trained or measured, for people. */
  List<String> remarks(int maxLength) {
    return remarks(maxLength, rows -> !rows.isLazy());
  }

  /** The same of the files whose rows are read as they are needed, as far as that has been. */
  List<String> laterRemarks(int maxLength) {
    return remarks(maxLength, Dataset::isLazy);
  }

  private List<String> remarks(int maxLength, Predicate<Dataset> which) {
    Map<String, Dataset> files = new LinkedHashMap<>();
    files.put("training", training);
    validation
        .filter(own -> !own.isOfOneFileWith(training))
        .ifPresent(own -> files.put("validation", own));
    test.ifPresent(own -> files.put("test", own));
    List<String> remarks = new ArrayList<>();
    files.forEach((file, rows) -> {
      if (which.test(rows)) {
        List<String> found = new ArrayList<>();
        remark(file, rows.cuts(), maxLength, found);
        found.stream()
            .map(remark ->
                rows.readSoFar().isEmpty()
                    ? remark
                    : remark + ", of the " + rows.readSoFar().getAsInt() + " that were needed")
            .forEach(remarks::add);
      }
    });
    return remarks;
  }

  private static void remark(String file, Cuts cuts, int maxLength, List<String> remarks) {
    if (cuts.rows() > 0) {
      remarks.add(
          "%d rows of the %s file are longer than max_length, %d tokens, and were cut"
              .formatted(cuts.rows(), file, maxLength));
    }
    if (cuts.rowsWithoutLoss() > 0) {
      remarks.add(
          "%d rows of the %s file have nothing left to learn within max_length, %d tokens, and count for nothing"
              .formatted(cuts.rowsWithoutLoss(), file, maxLength));
    }
    if (cuts.endless() > 0) {
      remarks.add(
          "%d conversations of the %s file do not end what is learned with a special token, so that the model does not learn to stop; look at the chat template"
              .formatted(cuts.endless(), file));
    }
    if (cuts.tags() > 0) {
      remarks.add(
          "%d tags of the %s file have no token within max_length, %d tokens, and count for nothing"
              .formatted(cuts.tags(), file, maxLength));
    }
    if (cuts.rowsWithoutAnswer() > 0) {
      remarks.add(
          "%d questions of the %s file have an answer that no window of %d tokens holds, and are left out of the loss"
              .formatted(cuts.rowsWithoutAnswer(), file, maxLength));
    }
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
      JobSpec job, Preparation preparation, Dataset.Bounds bounds, Dataset.Extent extent) {
    ColumnMapping columns(TableProfile profile, Map<String, String> given) {
      Faults faults = new Faults();
      Optional<ColumnMapping> columns =
          ColumnMapping.resolve(job.task().type(), given, profile, faults);
      faults.throwIfAny(ErrorCode.INVALID_FILE);
      return columns.orElseThrow();
    }

    /** A further file must have the columns of the first. */
    Dataset readAlso(DataSource file, String attribute, ColumnMapping first) {
      try {
        return prepared(file, columns(file.profile(), first.asGiven()));
      } catch (GraftException refused) {
        throw in(attribute, refused);
      }
    }

    Dataset read(DataSource file, String attribute, ColumnMapping columns) {
      try {
        return prepared(file, columns);
      } catch (GraftException refused) {
        throw in(attribute, refused);
      }
    }

    private Dataset prepared(DataSource file, ColumnMapping columns) {
      return preparation.read(
          file, preparation.form(job.task(), columns, file.profile()), bounds, extent);
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
