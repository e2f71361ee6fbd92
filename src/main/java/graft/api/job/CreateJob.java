package graft.api.job;

import graft.spec.Attribute;
import graft.spec.JobId;
import graft.spec.job.JobRequest;
import java.util.List;
import java.util.Optional;

/**
 * The body that asks for a job, as the document describes it: our request, and beside it what
 * {@link OpenAiFields} and {@link JobBody} read first.
 *
 * @param adapter may also name an adapter to start from
 */
record CreateJob(
    @Attribute(inline = true) JobRequest request,
    @Attribute("What to train: a configuration, or an adapter to go on from")
        Optional<JobAdapter> adapter,
    @Attribute("OpenAI's older place for n_epochs, batch_size and learning_rate_multiplier")
        Optional<Hyperparameters> hyperparameters,
    @Attribute("OpenAI's place for the same; what both say, and training says, must agree")
        Optional<SupervisedMethod> method,
    @Attribute("Not supported: null or empty") Optional<List<String>> integrations,
    @Attribute(
            "A job that succeeded, to be run again as it was; nothing else is given then, model and training_file neither")
        Optional<JobId> repeat) {
  /** The document shows what a request's attributes are when it does not say. */
  public static final CreateJob DEFAULTS =
      new CreateJob(
          JobRequest.DEFAULTS,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** OpenAI's way to train: the supervised one. */
  record SupervisedMethod(
      @Attribute(value = "The only one that is supported", required = true) Type type,
      Optional<Supervised> supervised) {
    enum Type {
      SUPERVISED
    }

    record Supervised(Optional<Hyperparameters> hyperparameters) {}
  }
}
