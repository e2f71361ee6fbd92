package graft.format.convert.head;

import graft.architecture.LmHead;
import graft.architecture.Registry;
import graft.format.adapter.AdapterConfigFile;
import java.util.Optional;

/** The native class of a language model: its head is the checkpoint's, and in no adapter's file. */
public final class CheckpointClass {
  private static final String FLEXIBLE = "AdapterModel";

  private CheckpointClass() {}

  /** The head of the class that an adapter was trained in; empty if that is no language model's. */
  public static Optional<LmHead> of(AdapterConfigFile said) {
    return head(said.modelType()).filter(head -> said.modelClass().endsWith(head.nativeClass()));
  }

  /** PEFT's word for a task that only language models do; empty for masked words. */
  public static Optional<String> taskType(LmHead head) {
    return switch (head.task()) {
      case MASKED -> Optional.empty();
      case CAUSAL -> Optional.of("CAUSAL_LM");
      case SEQUENCE_TO_SEQUENCE -> Optional.of("SEQ_2_SEQ_LM");
    };
  }

  /**
   * The word that files are written with. Models with PEFT's {@code SEQ_2_SEQ_LM} cannot be made
   * with transformers 5, so there the class says it, as it does of masked words (D25).
   */
  public static Optional<String> writtenTaskType(LmHead head) {
    return head.task() == LmHead.Task.SEQUENCE_TO_SEQUENCE ? Optional.empty() : taskType(head);
  }

  /**
   * The class of PEFT's word for a task: {@code LlamaForCausalLM}.
   *
   * @param adapterClass the reference library's class: {@code LlamaAdapterModel}
   */
  public static Optional<String> ofTaskType(
      Object taskType, String modelType, String adapterClass) {
    return head(modelType)
        .filter(head -> taskType(head).filter(taskType::equals).isPresent())
        .map(head -> adapterClass.replace(FLEXIBLE, head.nativeClass()));
  }

  private static Optional<LmHead> head(String modelType) {
    return Registry.find(modelType).flatMap(known -> known.architecture().lmHead());
  }
}
