package graft.recipe.saved;

import graft.architecture.Architecture;
import graft.format.adapter.AdapterConfigFile;
import graft.head.Heads;
import graft.model.BaseModel;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskSpec;
import java.util.List;
import java.util.Optional;

/**
 * The task of an adapter that answers through the head of its base model. No file of the adapter
 * holds that head; the class of the model that it was trained in tells of it.
 */
public final class CheckpointTask {
  private static final String FLEXIBLE = "AdapterModel";

  private CheckpointTask() {}

  /** What an adapter without a head answers, if its class's head came with the base model. */
  public static Optional<TaskSpec> of(AdapterConfigFile adapter, BaseModel model) {
    return model
        .architecture()
        .lmHead()
        .filter(head -> adapter.modelClass().endsWith(head.nativeClass()))
        .flatMap(_ -> Heads.ofCheckpoint(model))
        .map(type -> new TaskSpec(type, List.of(), Optional.of(HeadSpec.CHECKPOINT)));
  }

  /**
   * The class that answers a task with an adapter: that of the checkpoint's head, or any head's.
   */
  public static String modelClass(Optional<TaskSpec> task, Architecture architecture) {
    String flexible = architecture.adapterClass();
    return task.filter(TaskSpec::usesCheckpointHead)
        .flatMap(_ -> architecture.lmHead())
        .map(head -> flexible.replace(FLEXIBLE, head.nativeClass()))
        .orElse(flexible);
  }
}
