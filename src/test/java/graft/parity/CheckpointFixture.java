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
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskSpec;
import graft.tensor.HostMemory;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Optional;

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
    TaskSpec task =
        new TaskSpec(
            ParityHeads.languageModel(parity), List.of(), Optional.of(HeadSpec.CHECKPOINT));
    head = Heads.create(task, model, Parameters.in(manager, 0));
    inputs =
        new Inputs(
            input("input_ids"),
            input("attention_mask"),
            has("input/token_type_ids") ? input("token_type_ids") : null,
            has("input/decoder_input_ids") ? input("decoder_input_ids") : null);
  }

  private NDArray input(String name) {
    Tensor tensor = io.get("input/" + name);
    return HostMemory.view(manager, tensor.data(), HostMemory.Type.I64, tensor.shape());
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
