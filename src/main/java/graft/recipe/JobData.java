package graft.recipe;

import graft.data.HeldOut;
import graft.data.LabelledText;
import graft.data.LabelledTexts;
import graft.data.Tokenization;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.JobSpec;
import java.util.List;
import java.util.Optional;

/** The rows of a job, read and tokenized. */
record JobData(
    List<LabelledText> training, List<LabelledText> validation, List<LabelledText> test) {
  static JobData read(FineTuneSpec spec, Tokenization tokenization) {
    JobSpec job = spec.job();
    List<LabelledText> rows = read(spec.training(), "training_file", job, tokenization);
    HeldOut split = HeldOut.split(rows, job.validationSplit(), job.seed());
    if (split.training().isEmpty()) {
      throw new GraftException(
          ErrorCode.INVALID_FILE,
          new Fault(
              "/validation_split",
              "out_of_range",
              "validation_split leaves no row to train on, of " + rows.size()));
    }
    List<LabelledText> validation =
        spec.validation()
            .map(source -> read(source, "validation_file", job, tokenization))
            .orElse(split.validation());
    return new JobData(split.training(), validation, readOptional(spec.test(), job, tokenization));
  }

  private static List<LabelledText> readOptional(
      Optional<DataSource> source, JobSpec job, Tokenization tokenization) {
    return source.map(file -> read(file, "test_file", job, tokenization)).orElse(List.of());
  }

  private static List<LabelledText> read(
      DataSource source, String attribute, JobSpec job, Tokenization tokenization) {
    return LabelledTexts.read(
        source.path(),
        source.filename(),
        attribute,
        job.columns(),
        job.task().labels(),
        tokenization);
  }
}
