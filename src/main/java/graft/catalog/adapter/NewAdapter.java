package graft.catalog.adapter;

import graft.spec.AdapterId;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.adapter.AdapterConfig;
import graft.spec.combination.Combining;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An adapter that is about to be kept; its attributes are those of {@link AdapterEntry}.
 *
 * @param suffix the part of its name that its maker chose
 */
public record NewAdapter(
    AdapterId id,
    String model,
    Optional<String> suffix,
    AdapterConfig config,
    Optional<TaskSpec> task,
    SetupSpec setup,
    long trainableParameters,
    long headParameters,
    long bytes,
    String sha256,
    Map<String, Double> metrics,
    Optional<JobId> job,
    Optional<AdapterId> parent,
    Optional<Integer> step,
    List<String> notices,
    Optional<Combining> combination) {
  /** Digits of a short id. */
  private static final int SHORT = 8;

  /** A finished one with nothing to remark. */
  public NewAdapter(
      AdapterId id,
      String model,
      Optional<String> suffix,
      AdapterConfig config,
      Optional<TaskSpec> task,
      SetupSpec setup,
      long trainableParameters,
      long headParameters,
      long bytes,
      String sha256,
      Map<String, Double> metrics,
      Optional<JobId> job,
      Optional<AdapterId> parent) {
    this(
        id,
        model,
        suffix,
        config,
        task,
        setup,
        trainableParameters,
        headParameters,
        bytes,
        sha256,
        metrics,
        job,
        parent,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /**
   * The same as a checkpoint of its job.
   *
   * @param afterStep optimizer steps that were done
   */
  public NewAdapter asCheckpoint(int afterStep) {
    return new NewAdapter(
        id,
        model,
        suffix,
        config,
        task,
        setup,
        trainableParameters,
        headParameters,
        bytes,
        sha256,
        metrics,
        job,
        parent,
        Optional.of(afterStep),
        notices,
        combination);
  }

  /** The same with what was remarked when it came. */
  public NewAdapter remarked(List<String> facts) {
    return new NewAdapter(
        id,
        model,
        suffix,
        config,
        task,
        setup,
        trainableParameters,
        headParameters,
        bytes,
        sha256,
        metrics,
        job,
        parent,
        step,
        facts,
        combination);
  }

  /** The same as made of others. */
  public NewAdapter madeBy(Combining combining) {
    return new NewAdapter(
        id,
        model,
        suffix,
        config,
        task,
        setup,
        trainableParameters,
        headParameters,
        bytes,
        sha256,
        metrics,
        job,
        parent,
        step,
        notices,
        Optional.of(combining));
  }

  public NewAdapter {
    notices = List.copyOf(notices);
    metrics = Map.copyOf(metrics);
  }

  /**
   * {@code ft:<base>:<owner>:<suffix>:<short id>}, the id's last digits; a checkpoint has those of
   * its job, and {@code :ckpt-step-<step>} behind them.
   */
  public String name(Owner owner) {
    String maker = step.flatMap(_ -> job).map(JobId::value).orElse(id.value());
    String shortId = maker.substring(Math.max(0, maker.length() - SHORT)).replaceFirst(".*-", "");
    String name = String.join(":", "ft", model, owner.value(), suffix.orElse(""), shortId);
    return step.map(done -> name + ":ckpt-step-" + done).orElse(name);
  }
}
