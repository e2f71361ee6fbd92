package graft.recipe.saved;

import graft.format.adapter.Envelope;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.UnionConfig;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.List;

/**
 * Whether an invertible adapter was undone while it was trained, as its files tell: version 3 of
 * the reference library did so in every head for masked words, today's in its own heads alone (D8).
 */
public final class TrainedInverse {
  /** How versions of today's library begin; version 3 and before wrote a bare number or none. */
  private static final String TODAY = "adapters.";

  private static final String NATIVE = "ForMaskedLM";

  private TrainedInverse() {}

  /**
   * The task, told to compute what was trained.
   *
   * @param said what the adapter's file says
   */
  public static TaskSpec of(TaskSpec task, Envelope said, AdapterConfig config) {
    if (task.type() != TaskType.MASKED_LM || !isInvertible(config)) {
      return task;
    }
    HeadSpec head = task.head().orElse(HeadSpec.DEFAULTS);
    boolean undoes =
        !said.modelClass().endsWith(NATIVE) || !said.version().orElse("").startsWith(TODAY);
    return undoes == head.undoesInvertible() ? task : task.withHead(head.withInverse(undoes));
  }

  /** What people should know of it. */
  public static List<String> notices(TaskSpec task, AdapterConfig config) {
    boolean isSkipped =
        task.type() == TaskType.MASKED_LM
            && isInvertible(config)
            && !task.head().map(HeadSpec::undoesInvertible).orElse(true);
    return isSkipped
        ? List.of(
            "the invertible adapter was trained in a class for masked words that does not undo it"
                + " before the vocabulary projection, and is computed so")
        : List.of();
  }

  private static boolean isInvertible(AdapterConfig config) {
    return switch (config) {
      case BottleneckConfig bottleneck -> bottleneck.invertible().invAdapter().isPresent();
      case UnionConfig union -> union.configs().stream().anyMatch(TrainedInverse::isInvertible);
      default -> false;
    };
  }
}
