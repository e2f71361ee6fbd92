package graft.catalog.adapter;

import graft.spec.AdapterId;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.adapter.AdapterConfig;
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
    List<String> notices) {
  /** One with nothing to remark. */
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
        List.of());
  }

  public NewAdapter {
    notices = List.copyOf(notices);
    metrics = Map.copyOf(metrics);
  }

  /** {@code ft:<base>:<owner>:<suffix>:<short id>}, the id's last digits. */
  public String name(Owner owner) {
    String shortId =
        id.value().substring(Math.max(AdapterId.PREFIX.length(), id.value().length() - 8));
    return String.join(":", "ft", model, owner.value(), suffix.orElse(""), shortId);
  }
}
