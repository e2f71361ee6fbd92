package graft.recipe.saved;

import graft.format.adapter.Envelope;
import graft.model.BaseModel;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.List;
import java.util.Optional;

/**
 * The task of an adapter that answers through the head of its base model. No file of the adapter
 * holds that head; the class of the model that it was trained in tells of it.
 */
public final class CheckpointTask {
  private static final String MASKED_LM = "ForMaskedLM";
  private static final String FLEXIBLE = "AdapterModel";

  private CheckpointTask() {}

  /** What an adapter without a head answers, if its class's head came with the base model. */
  public static Optional<TaskSpec> of(Envelope adapter, BaseModel model) {
    boolean isMaskedLm = adapter.modelClass().endsWith(MASKED_LM);
    return isMaskedLm && model.languageModelHead().isPresent()
        ? Optional.of(new TaskSpec(TaskType.MASKED_LM, List.of(), Optional.of(HeadSpec.CHECKPOINT)))
        : Optional.empty();
  }

  /**
   * The class that answers a task with an adapter: that of the checkpoint's head, or any head's.
   */
  public static String modelClass(Optional<TaskSpec> task, String adapterModelClass) {
    return task.filter(TaskSpec::usesCheckpointHead).isPresent()
        ? adapterModelClass.replace(FLEXIBLE, MASKED_LM)
        : adapterModelClass;
  }
}
