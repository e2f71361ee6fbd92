package graft.spec.job;

import graft.spec.AdapterId;
import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.FileId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request for a fine-tuning job as a client sends it, its references not yet looked up.
 *
 * @param task what to learn; guessed from the data's columns and the model when absent
 * @param columns the data's column for each attribute that the task reads, where the names differ
 * @param validationSplit share of the training rows held out when there is no validation file;
 *     beside one it has no effect, which {@link #notices} say
 * @param adapter what to train
 * @param startFrom the adapter whose weights the new one starts with
 * @param setup which adapters are on in training; the new one alone when absent, unless whoever
 *     read the request put that of its start here
 * @param dryRun check everything and store nothing
 */
public record JobRequest(
    @Attribute(value = "Name of the base model", required = true) String model,
    @Attribute(value = "Id of the training data", required = true) FileId trainingFile,
    @Attribute("Id of the data that steers the training") Optional<FileId> validationFile,
    @Attribute("Id of the data that is evaluated once, at the end") Optional<FileId> testFile,
    @Attribute("Part of the resulting model's name, 1 to 64 characters") Optional<String> suffix,
    @Attribute(value = "Seed of everything random; drawn when absent", min = 0, max = 2_147_483_647)
        Optional<Long> seed,
    @Attribute("What to learn; guessed from columns and model when absent") Optional<TaskSpec> task,
    @Attribute("Column of the data for each attribute that the task reads, where the names differ")
        Map<String, String> columns,
    @Attribute(
            value =
                "Share of the training rows held out for validation; a validation_file wins over it",
            min = 0,
            max = 0.9)
        double validationSplit,
    @Attribute(
            "What to train: a preset's name, with overrides, joined by |, a saved configuration's id, or an object. lora alone is LoRA at every linear layer for causal_lm")
        WantedAdapter adapter,
    @Attribute("Id of an adapter whose weights the new one starts with")
        Optional<AdapterId> startFrom,
    @Attribute(
            "Which adapters are on in training; when absent those of the adapter that it starts from, else the new one alone")
        Optional<SetupSpec> setup,
    @Attribute("How to train") TrainingSpec training,
    @Attribute("How the validation data steers the training") EvaluationSpec evaluation,
    @Attribute("When the training state is written") CheckpointSpec checkpoint,
    @Attribute(value = "Jobs of higher priority start first", min = -1000, max = 1000) int priority,
    @Attribute("Up to 16 pairs of strings") Map<String, String> metadata,
    @Attribute("Check everything and store nothing") boolean dryRun) {
  public static final JobRequest DEFAULTS =
      new JobRequest(
          "",
          new FileId(FileId.PREFIX),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          0.0,
          WantedAdapter.DEFAULT,
          Optional.empty(),
          Optional.empty(),
          TrainingSpec.DEFAULTS,
          EvaluationSpec.DEFAULTS,
          CheckpointSpec.DEFAULTS,
          0,
          Map.of(),
          false);

  /** What the part of a model's name that its maker chooses is made of. */
  public static final String SUFFIX_RULE = "1 to 64 letters, digits, '.', '_' and '-'";

  public JobRequest {
    columns = Map.copyOf(columns);
    metadata = Map.copyOf(metadata);
    Check check = new Check();
    check.that(suffix.map(JobRequest::isSuffix).orElse(true), "suffix", "must be " + SUFFIX_RULE);
    check.that(
        seed.isEmpty() || (seed.get() >= 0 && seed.get() <= Integer.MAX_VALUE),
        "seed",
        "must be from 0 to 2147483647");
    check.that(
        validationSplit >= 0 && validationSplit <= 0.9,
        "validation_split",
        "must be from 0 to 0.9, not " + validationSplit);
    check.that(
        priority >= -1000 && priority <= 1000,
        "priority",
        "must be from -1000 to 1000, not " + priority);
    check.that(
        metadata.size() <= 16, "metadata", "must have at most 16 pairs, not " + metadata.size());
    check.that(
        metadata.keySet().stream().allMatch(key -> key.length() <= 64),
        "metadata",
        "must have keys of at most 64 characters");
    check.that(
        metadata.values().stream().allMatch(value -> value.length() <= 512),
        "metadata",
        "must have values of at most 512 characters");
    check.done();
  }

  /** Share of the training rows that are held out: none where there is a validation file. */
  public double heldOut() {
    return validationFile.isPresent() ? 0 : validationSplit;
  }

  /** Whether anything is measured in training. */
  public boolean isValidated() {
    return validationFile.isPresent() || validationSplit > 0;
  }

  /**
   * What was asked for and is not done, or not as elsewhere, one sentence each.
   *
   * @param chosen what is learned
   */
  public List<String> notices(TaskSpec chosen) {
    List<String> notices = new ArrayList<>();
    if (validationFile.isPresent() && validationSplit > 0) {
      notices.add(
          "validation_split %s is not used: validation_file %s is what the training is measured on"
              .formatted(validationSplit, validationFile.get()));
    }
    if (!adapter.of(Optional.of(chosen)).equals(adapter.config())) {
      notices.add(
          "The adapter's name alone means LoRA at every linear layer for a causal language model, rank 16 and alpha 32 (peft_lora); name an attribute, as in lora[r=8], for the reference library's, at query and value");
    }
    return List.copyOf(notices);
  }

  /** The setup of the training; the new adapter alone when the request does not say. */
  public SetupSpec trainingSetup() {
    return setup.orElse(SetupSpec.ALONE);
  }

  /**
   * What is trained: the adapter, or the fusion that the setup has in its place.
   *
   * @param chosen what is learned, as far as that is known
   */
  public AdapterConfig trained(Optional<TaskSpec> chosen) {
    return TrainingSetup.adapter(trainingSetup(), adapter.of(chosen));
  }

  /** The job that this request asks for, once all that it leaves open is known. */
  public JobSpec resolve(
      TaskSpec resolvedTask,
      long resolvedSeed,
      TrainingSpec resolvedTraining,
      EvaluationSpec resolvedEvaluation) {
    return new JobSpec(
        model,
        trainingFile,
        validationFile,
        testFile,
        suffix,
        resolvedSeed,
        resolvedTask,
        columns,
        heldOut(),
        trained(Optional.of(resolvedTask)),
        startFrom,
        trainingSetup(),
        resolvedTraining,
        resolvedEvaluation,
        checkpoint,
        priority,
        metadata);
  }

  /** Whether a text may be the part of a model's name that its maker chooses. */
  public static boolean isSuffix(String text) {
    return text.matches("[A-Za-z0-9._-]{1,64}");
  }
}
