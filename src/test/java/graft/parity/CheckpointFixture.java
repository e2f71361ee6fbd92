package graft.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.head.Head;
import graft.head.Heads;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.ErrorCode;
import graft.tensor.Parameter;
import graft.tensor.Parameters;

/** A checkpoint without any adapter, answered by the language modelling head that it came with. */
final class CheckpointFixture implements AutoCloseable {
  final BaseModel model;
  private final ParityCase parity;
  private final Tensors io;
  private final NDManager manager;
  private final Head head;
  private final Inputs inputs;
  private final Pass pass = Pass.of(Setup.EMPTY);

  CheckpointFixture(ParityCase parity) {
    this.parity = parity;
    model = ParityFixture.load(parity);
    io = Safetensors.open(parity.directory().resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER);
    manager = model.newManager();
    head = Heads.create(ParityHeads.ofCheckpoint(parity), model, Parameters.in(manager, 0));
    inputs = CaseInputs.inputs(io, manager);
    if (parity.head().get("type").equals("image_classification")) {
      fillHead();
    }
  }

  /** The checkpoint's own classes, which are a job's to train here. */
  private void fillHead() {
    try (Tensors tensors =
        Safetensors.open(parity.model().resolve("model.safetensors"), ErrorCode.INVALID_MODEL)) {
      for (Parameter parameter : head.parameters().all()) {
        Tensor own = tensors.get(parameter.name().tensor().replace("1.", "classifier."));
        head.parameters().set(parameter, own.floats(), own.shape());
      }
    }
  }

  boolean has(String name) {
    return io.contains(name);
  }

  double tolerance(String group) {
    return parity.tolerance(group);
  }

  float[] expected(String name) {
    return io.get(name).floats();
  }

  Encoded encoded() {
    return model.forward(inputs, pass);
  }

  NDArray logits(Encoded encoded) {
    return head.logits(model, encoded, inputs, pass);
  }

  @Override
  public void close() {
    manager.close();
    io.close();
    model.close();
  }
}
