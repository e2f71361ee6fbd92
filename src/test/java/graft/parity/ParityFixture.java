package graft.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.adapter.PublishedNames;
import graft.format.DType;
import graft.format.Json;
import graft.format.Origin;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.head.Head;
import graft.head.HeadShape;
import graft.head.SequenceClassification;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.model.ModelConfig;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.Activation;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.HeadSpec;
import graft.tensor.Devices;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A case brought to life with our own parts: model, adapter and head with the saved weights, and
 * the inputs.
 */
final class ParityFixture implements AutoCloseable {
  final BaseModel model;
  final Tensors io;
  final NDManager manager;
  final Adapter adapter;
  final Head head;
  final Inputs inputs;
  final NDArray labels;
  final PublishedNames names;
  final Map<String, Parameter> byPublishedName = new HashMap<>();

  ParityFixture(ParityCase parity) {
    model = load(parity);
    io = Safetensors.open(parity.directory().resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER);
    manager = model.newManager();
    adapter =
        Adapter.fit(
            AdapterConfig.read(referenceConfig(parity)), model.sites(), Parameters.in(manager, 0));
    head = head(parity);
    names = new PublishedNames(model.facts().prefix(), parity.adapterName());
    adapter.parameters().all().forEach(p -> byPublishedName.put(names.of(p.name()), p));
    head.parameters().all().forEach(p -> byPublishedName.put(names.of(p.name()), p));
    fill(parity, "adapter.safetensors", adapter.parameters());
    fill(parity, "model_head.safetensors", head.parameters());
    inputs =
        new Inputs(
            input("input_ids"),
            input("attention_mask"),
            io.contains("input/token_type_ids") ? input("token_type_ids") : null);
    labels = input("labels");
  }

  private static BaseModel load(ParityCase parity) {
    Map<String, Object> config =
        Json.readObject(
            parity.model().resolve("config.json"),
            Origin.of(parity.model(), ErrorCode.INVALID_MODEL),
            1 << 20);
    Tensors tensors =
        Safetensors.open(parity.model().resolve("model.safetensors"), ErrorCode.INVALID_MODEL);
    return Architectures.load(
        new ModelConfig(config), tensors, Devices.manager(new DeviceId("cpu")), false);
  }

  /**
   * The configuration as serialised by the reference, without the attributes of methods that are
   * not ours.
   */
  private static Map<String, Object> referenceConfig(ParityCase parity) {
    Map<String, Object> config = new HashMap<>(parity.adapterConfig());
    List.of("use_dora", "vera_d", "vera_b", "dtype").forEach(config::remove);
    return config;
  }

  private Head head(ParityCase parity) {
    @SuppressWarnings("unchecked")
    Map<String, Object> config = (Map<String, Object>) parity.head().get("config");
    HeadSpec spec =
        new HeadSpec(
            Optional.of((Integer) config.get("layers")),
            Optional.of(Activation.read(config.get("activation_function"))),
            Optional.of(HeadSpec.Pooling.FIRST));
    HeadShape shape =
        HeadShape.of(Optional.of(spec), (Integer) config.get("num_labels"), model.facts());
    return new SequenceClassification(shape, Parameters.in(manager, 0));
  }

  private void fill(ParityCase parity, String file, Parameters parameters) {
    try (Tensors saved =
        Safetensors.open(parity.adapterDirectory().resolve(file), ErrorCode.INVALID_ADAPTER)) {
      for (Tensor tensor : saved.all()) {
        Parameter parameter = byPublishedName.get(tensor.name());
        if (parameter == null) {
          throw new AssertionError(
              "no parameter for " + tensor.name() + " among " + byPublishedName.keySet());
        }
        parameters.set(parameter, tensor.floats(), tensor.shape());
      }
    }
  }

  private NDArray input(String name) {
    Tensor tensor = io.get("input/" + name);
    return HostMemory.view(manager, tensor.buffer(), type(tensor.dtype()), tensor.shape());
  }

  private static HostMemory.Type type(DType dtype) {
    return HostMemory.Type.valueOf(dtype.name());
  }

  NDArray logits(Setup setup) {
    Pass pass = Pass.of(setup);
    Encoded encoded = model.forward(inputs, pass);
    return head.logits(model, encoded, inputs, pass);
  }

  /** The mean loss of the whole batch. */
  NDArray loss() {
    return head.loss(logits(adapter.setup()), labels, 0).div(labels.getShape().get(0));
  }

  float[] expected(String key) {
    return io.get(key).floats();
  }

  @Override
  public void close() {
    manager.close();
    io.close();
    model.close();
  }
}
