package graft.spec.job;

import graft.spec.Faults;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request asks for and its task has no use for is refused, so that nobody looks for an
 * effect. Heads that were imported may have it: there it is somebody else's.
 */
public final class UnusedAttributes {
  private static final String CODE = "not_applicable";

  private UnusedAttributes() {}

  /** Adds a fault for each attribute that only validation data give a meaning, where none are. */
  public static void refuseWithoutValidation(JobRequest request, Faults faults) {
    if (request.isValidated()) {
      return;
    }
    EvaluationSpec evaluation = request.evaluation();
    if (evaluation.earlyStoppingPatience().isPresent()) {
      refuseUnmeasured("early_stopping_patience", faults);
    }
    if (evaluation.metric().isPresent()) {
      refuseUnmeasured("metric", faults);
    }
    if (evaluation.generate().isOn()) {
      refuseUnmeasured("generate", faults);
    }
  }

  private static void refuseUnmeasured(String attribute, Faults faults) {
    faults.add(
        "/evaluation/" + attribute,
        CODE,
        attribute
            + " needs validation data, and there are none: give a validation_file or a"
            + " validation_split");
  }

  /**
   * Adds a fault for each such attribute.
   *
   * @param task the request's, or what its start or its data say
   */
  public static void refuse(TaskSpec task, JobRequest request, Faults faults) {
    String name = task.type().name().toLowerCase(Locale.ROOT);
    Optional<HeadSpec> head = request.task().flatMap(TaskSpec::head);
    if (!task.readsOneVector() && head.flatMap(HeadSpec::pooling).isPresent()) {
      faults.add(
          "/task/head/pooling",
          CODE,
          "pooling chooses the vector of a sequence, and a head for %s reads every position"
              .formatted(name));
    }
    if (task.hasSingleLayer()
        && head.filter(shape -> shape.layers().isEmpty())
            .flatMap(HeadSpec::activationFunction)
            .isPresent()) {
      faults.add(
          "/task/head/activation_function",
          CODE,
          "activation_function acts between layers, and a head for %s has one unless layers says otherwise"
              .formatted(name));
    }
    if (task.type() != TaskType.MASKED_LM && head.flatMap(HeadSpec::inverse).isPresent()) {
      faults.add(
          "/task/head/inverse",
          CODE,
          "inverse is for masked_lm, whose head may undo an invertible adapter; not for %s"
              .formatted(name));
    }
    if (task.type() != TaskType.QUESTION_ANSWERING && request.training().docStride().isPresent()) {
      faults.add(
          "/training/doc_stride",
          CODE,
          "doc_stride is for question_answering, whose contexts are read in windows; not for %s"
              .formatted(name));
    }
    refuseAnswers(task, request, name, faults);
    if (task.type() != TaskType.CAUSAL_LM) {
      refuseOfWriters(task, request, name, faults);
    }
    if (task.type().definition().medium() == TaskDefinition.Medium.PICTURES
        && request.training().maxLength().isPresent()) {
      faults.add(
          "/training/max_length",
          CODE,
          "max_length is of texts, and every picture of %s has all its patches".formatted(name));
    }
    if (!task.smoothsLabels() && request.training().labelSmoothing() > 0) {
      faults.add(
          "/training/label_smoothing",
          CODE,
          "label_smoothing must be 0 for %s, whose loss is not over classes of which one is right"
              .formatted(name));
    }
  }

  /**
   * Adds a fault for what training asks of an adapter that has no such thing.
   *
   * @param layers of all stacks of the model
   */
  public static void refuseOfAdapter(
      AdapterConfig adapter, int layers, TrainingSpec training, Faults faults) {
    if (training.loraplusLrRatio().isPresent() && !adapter.hasPairs()) {
      faults.add(
          "/training/loraplus_lr_ratio",
          CODE,
          "loraplus_lr_ratio is for adapters with LoRA's A and B; not for " + adapter.method());
    }
    training
        .adapterDrop()
        .filter(drop -> drop.layers().stream().anyMatch(layer -> layer >= layers))
        .ifPresent(drop ->
            faults.add(
                "/training/adapter_drop",
                CODE,
                "adapter_drop is %s: the model has layers 0 to %d"
                    .formatted(drop.json(), layers - 1)));
    training
        .adapterDrop()
        .filter(drop -> !drop.areDrawn() && drop.layers().size() >= layers)
        .ifPresent(drop ->
            faults.add(
                "/training/adapter_drop",
                CODE,
                "adapter_drop names all layers of the model, and must leave one with an adapter"));
  }

  private static void refuseAnswers(TaskSpec task, JobRequest request, String name, Faults faults) {
    if (!request.evaluation().generate().isOn()) {
      return;
    }
    if (!task.writes()) {
      faults.add(
          "/evaluation/generate",
          CODE,
          "generate is for causal_lm and seq2seq_lm, whose models write; not for %s"
              .formatted(name));
    } else if (task.lossOn().filter(LossOn.ALL::equals).isPresent()) {
      faults.add(
          "/evaluation/generate",
          CODE,
          "generate asks with what stands before the answer, and here all of a row is learned; give rows with an answer, or another task.loss_on");
    }
  }

  private static void refuseOfWriters(
      TaskSpec task, JobRequest request, String name, Faults faults) {
    if (task.chatTemplate().isPresent()) {
      faults.add(
          "/task/chat_template",
          CODE,
          "chat_template is for causal_lm, whose rows may be conversations; not for %s"
              .formatted(name));
    }
    if (task.lossOn().isPresent()) {
      faults.add(
          "/task/loss_on",
          CODE,
          "loss_on is for causal_lm, whose texts may be learned in part; not for %s"
              .formatted(name));
    }
    if (request.training().packing()) {
      faults.add(
          "/training/packing",
          CODE,
          "packing is for causal_lm, whose rows see only what comes before; not for %s"
              .formatted(name));
    }
  }
}
