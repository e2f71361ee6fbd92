package graft.format.convert.peft.file;

import graft.architecture.Architecture;
import graft.architecture.HeadKind;
import graft.architecture.LmHead;
import graft.format.FileContext;
import graft.format.convert.Known;
import graft.format.convert.head.MaskedLmHead;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a PEFT file holds beside its adapter, held against what its configuration says was trained.
 *
 * @param tensors their names in the model with a head
 */
record SavedModules(Set<String> tensors, PeftSettings settings, String modelType) {
  /** The heads of all classes; PEFT names those too that the class at hand has not. */
  private static final Set<String> HEADS =
      Set.of("classifier", "score", "qa_outputs", "pre_classifier", "classification_head");

  /** Of decoders, which no encoder's class has. */
  private static final String SCORE = "score";

  SavedModules {
    tensors = Set.copyOf(tensors);
  }

  /**
   * Refuses a file that lacks a module which its configuration says was trained.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER}
   */
  void requireComplete() {
    List<String> missing =
        settings.modulesToSave().stream()
            .filter(module -> tensors.stream().noneMatch(tensor -> isOf(tensor, module)))
            .filter(this::isInClass)
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      throw new GraftException(
          ErrorCode.INVALID_ADAPTER,
          "adapter_model: has no tensors of %s, which modules_to_save says was trained"
              .formatted(FileContext.printable(String.join(", ", missing))));
    }
  }

  private boolean isInClass(String module) {
    return !HEADS.contains(module)
        || settings
            .headKind()
            .map(kind -> Known.architecture(modelType).headModules(kind).contains(module))
            .orElse(!module.equals(SCORE) || settings.modulesToSave().size() == 1);
  }

  private static boolean isOf(String tensor, String module) {
    return ("." + tensor).contains("." + module + ".");
  }

  /** Why these are no head that is read here. */
  String reason() {
    Architecture paths = Known.architecture(modelType);
    List<String> ofBase =
        tensors.stream()
            .filter(tensor -> paths.isOfBase(tensor) && !paths.isPooler(module(tensor)))
            .sorted()
            .toList();
    String named = FileContext.printable(settings.modulesToSave().toString());
    if (settings.trainsAllBiases() && tensors.stream().allMatch(t -> t.endsWith(".bias"))) {
      return "bias is all, which trained biases of a head that is the base model's own here: "
          + shown(tensors);
    }
    if (!ofBase.isEmpty()) {
      return "modules_to_save is %s, which trained layers of the base model whole, such as %s; only a head is read beside an adapter"
          .formatted(named, FileContext.printable(ofBase.getFirst()));
    }
    Optional<String> vocabulary = vocabulary(paths);
    if (vocabulary.isPresent()) {
      return "modules_to_save is %s, and the file brings %s along, a copy of the vocabulary projection; PEFT's adapters answer through the base model's own here"
          .formatted(named, vocabulary.get());
    }
    if (settings.modelClass().filter(name -> MaskedLmHead.isClass(name)).isPresent()) {
      return "modules_to_save is %s, which trained a copy of the head for masked words; PEFT's adapters answer through the base model's own here"
          .formatted(named);
    }
    return settings
        .headKind()
        .map(kind ->
            "no class of %s models for %s has a head of the tensors %s"
                .formatted(modelType, kind.taskType().orElse(kind.headType()), shown(tensors)))
        .orElseGet(() ->
            "task_type is %s, which does not say what the head of the tensors %s answers; %s do"
                .formatted(
                    FileContext.printable(String.valueOf(settings.config().get("task_type"))),
                    shown(tensors),
                    HeadKind.taskTypes()));
  }

  /** What a causal language model multiplies its last states with, where it was saved. */
  private Optional<String> vocabulary(Architecture paths) {
    return paths
        .lmHead()
        .filter(head -> head.task() == LmHead.Task.CAUSAL)
        .map(LmHead::decoder)
        .filter(decoder -> tensors.stream().anyMatch(tensor -> isOf(tensor, decoder)));
  }

  private static String module(String tensor) {
    return tensor.substring(0, Math.max(0, tensor.lastIndexOf('.')));
  }

  private static String shown(Collection<String> names) {
    return FileContext.printable(names.stream().sorted().toList().toString());
  }
}
