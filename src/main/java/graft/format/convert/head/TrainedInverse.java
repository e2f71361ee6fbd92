package graft.format.convert.head;

import graft.architecture.Quirk;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.Known;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskDefinition.Target;
import graft.spec.job.TaskSpec;
import java.util.List;
import java.util.Optional;

/**
 * Whether an invertible adapter was undone while it was trained, as its files tell: version 3 of
 * the reference library did so in every head for masked words, today's in its own heads alone (D8).
 * Where class and version would tell something else, files of the house say it themselves.
 */
public final class TrainedInverse {
  /** How versions of today's library begin; version 3 and before wrote a bare number or none. */
  private static final String TODAY = "adapters.";

  private TrainedInverse() {}

  /**
   * The task, told to compute what was trained.
   *
   * @param said what the adapter's file says
   */
  public static TaskSpec of(TaskSpec task, AdapterConfigFile said, AdapterConfig config) {
    if (!isOf(task, config)) {
      return task;
    }
    HeadSpec head = task.head().orElse(HeadSpec.DEFAULTS);
    boolean undoes = said.inverse().orElseGet(() -> undoes(said));
    return undoes == head.undoesInvertible() ? task : task.withHead(head.withInverse(undoes));
  }

  /** As class and version of a file tell. */
  private static boolean undoes(AdapterConfigFile said) {
    return CheckpointClass.of(said).isEmpty()
        || !said.version().orElse("").startsWith(TODAY)
        || Known.architecture(said.modelType())
            .quirks()
            .contains(Quirk.NATIVE_CLASSES_UNDO_INVERTIBLE);
  }

  /** What people should know of it. */
  public static List<String> notices(TaskSpec task, AdapterConfig config) {
    return isOf(task, config) && !undoes(task)
        ? List.of(
            "the invertible adapter was trained without its inverse before the vocabulary projection,"
                + " and is computed so")
        : List.of();
  }

  /** An adapter whose file tells what it computes, whatever class it names. */
  public static SavedAdapter said(
      SavedAdapter saved, Optional<TaskSpec> task, AdapterConfig config) {
    AdapterConfigFile said = saved.adapter().envelope();
    return task.filter(own -> isOf(own, config))
        .map(TrainedInverse::undoes)
        .filter(undoes -> undoes != undoes(said))
        .map(saved::withInverse)
        .orElse(saved);
  }

  private static boolean undoes(TaskSpec task) {
    return task.head().map(HeadSpec::undoesInvertible).orElse(true);
  }

  private static boolean isOf(TaskSpec task, AdapterConfig config) {
    return task.type().target() == Target.TOKENS && config.isInvertible();
  }
}
