package graft.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.head.Head;
import graft.model.Inputs;
import graft.tensor.HostMemory;
import graft.tensor.Ops;
import java.util.List;
import java.util.Optional;

/** The batch of a case. Several choices of one example are rows of their own. */
record CaseInputs(Inputs inputs, NDArray targets) {
  /** What a case's loss is of; empty where a case writes. */
  static Optional<CaseInputs> ofLoss(ParityCase parity, Tensors io, NDManager manager) {
    return parity.json().containsKey("generate")
        ? Optional.empty()
        : Optional.of(of(parity, io, manager));
  }

  /** The batch; a causal model's targets stand where they are predicted, one before themselves. */
  static CaseInputs of(ParityCase parity, Tensors io, NDManager manager) {
    CaseInputs batch = of(io, manager);
    return "causal_lm".equals(parity.head().get("type"))
        ? new CaseInputs(batch.inputs, shifted(behindVirtual(batch.targets, parity)))
        : batch;
  }

  /** Virtual tokens are not to be guessed. */
  private static NDArray behindVirtual(NDArray labels, ParityCase parity) {
    if (!parity.json().containsKey("prompt")) {
      return labels;
    }
    int number = (int) parity.trained().config().get("num_virtual_tokens");
    long rows = labels.getShape().get(0);
    NDArray none = labels.getManager().zeros(new Shape(rows, number), labels.getDataType());
    return none.add(Head.IGNORED).concat(labels, 1);
  }

  private static NDArray shifted(NDArray labels) {
    NDArray none = labels.get(":, :1").zerosLike().add(Head.IGNORED);
    return labels.get(":, 1:").concat(none, 1);
  }

  private static CaseInputs of(Tensors io, NDManager manager) {
    NDArray targets =
        io.contains("input/labels")
            ? read("labels", io, manager)
            : read("start_positions", io, manager).stack(read("end_positions", io, manager), 1);
    return new CaseInputs(inputs(io, manager), targets);
  }

  /** What goes into the model. */
  static Inputs inputs(Tensors io, NDManager manager) {
    if (io.contains("input/pixel_values")) {
      return new Inputs.Pixels(read("pixel_values", io, manager));
    }
    return new Inputs.Text(
        read("input_ids", io, manager),
        read("attention_mask", io, manager),
        io.contains("input/token_type_ids") ? read("token_type_ids", io, manager) : null,
        io.contains("input/decoder_input_ids") ? read("decoder_input_ids", io, manager) : null);
  }

  private static NDArray read(String name, Tensors io, NDManager manager) {
    Tensor tensor = io.get("input/" + name);
    HostMemory.Type type = HostMemory.Type.valueOf(tensor.dtype().name());
    NDArray given = HostMemory.view(manager, tensor.data(), type, tensor.shape());
    boolean isChoice = tensor.shape().length == 3;
    return isChoice ? given.reshape(new Shape(-1, tensor.shape()[2])) : given;
  }

  /** The mean loss of the batch. */
  NDArray loss(Head head, NDArray logits) {
    return Ops.scale(head.loss(logits, targets, 0), 1.0 / count(head));
  }

  /** Targets that count; an answer's two ends are one. */
  private long count(Head head) {
    return switch (String.valueOf(head.config(List.of()).get("head_type"))) {
      case "question_answering" -> targets.getShape().get(0);
      case "multilabel_classification" -> targets.size();
      default -> targets.neq(Head.IGNORED).sum().getLong();
    };
  }
}
