package graft.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.adapter.Adapter;
import graft.adapter.PublishedNames;
import graft.format.DType;
import graft.format.Json;
import graft.format.Origin;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.head.Head;
import graft.head.MultiLabelClassification;
import graft.head.QuestionAnswering;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.model.ModelConfig;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.Devices;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
  final NDArray targets;
  final Map<String, Parameter> byPublishedName = new HashMap<>();
  final PublishedNames names;
  private final Set<String> tied = new HashSet<>();

  ParityFixture(ParityCase parity) {
    model = load(parity);
    io = Safetensors.open(parity.directory().resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER);
    manager = model.newManager();
    adapter =
        Adapter.fit(
            AdapterConfig.read(referenceConfig(parity)), model.sites(), Parameters.in(manager, 0));
    head = ParityHeads.create(parity, model, Parameters.in(manager, 0));
    names = new PublishedNames(model.facts().prefix(), parity.adapterName());
    adapter.parameters().all().forEach(p -> byPublishedName.put(names.of(p.name()), p));
    head.parameters()
        .all()
        .forEach(p -> byPublishedName.put(ParityHeads.publishedName(parity, names, p.name()), p));
    head.tied().keySet().forEach(name -> tied.add(names.of(name)));
    fill(parity, "adapter.safetensors", adapter.parameters());
    if (parity.hasHead()) {
      fill(parity, "model_head.safetensors", head.parameters());
    }
    inputs =
        new Inputs(
            input("input_ids"),
            input("attention_mask"),
            io.contains("input/token_type_ids") ? input("token_type_ids") : null);
    targets =
        io.contains("input/labels")
            ? input("labels")
            : input("start_positions").stack(input("end_positions"), 1);
  }

  static BaseModel load(ParityCase parity) {
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

  private void fill(ParityCase parity, String file, Parameters parameters) {
    try (Tensors saved =
        Safetensors.open(parity.adapterDirectory().resolve(file), ErrorCode.INVALID_ADAPTER)) {
      for (Tensor tensor : saved.all()) {
        if (tied.contains(tensor.name())) {
          continue;
        }
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
    NDArray given = HostMemory.view(manager, tensor.buffer(), type(tensor.dtype()), tensor.shape());
    boolean isChoice = tensor.shape().length == 3;
    return isChoice ? given.reshape(new Shape(-1, tensor.shape()[2])) : given;
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
    return head.loss(logits(adapter.setup()), targets, 0).div(count());
  }

  /** Targets that count; an answer's two ends are one. */
  private long count() {
    return switch (head) {
      case QuestionAnswering _ -> targets.getShape().get(0);
      case MultiLabelClassification _ -> targets.size();
      default -> targets.neq(Head.IGNORED).sum().getLong();
    };
  }

  /** The reference's logits in our order; empty where the case has none. */
  Optional<float[]> expectedLogits(String group) {
    if (io.contains(group + "/logits")) {
      return Optional.of(expected(group + "/logits"));
    }
    if (!io.contains(group + "/start_logits")) {
      return Optional.empty();
    }
    float[] starts = expected(group + "/start_logits");
    float[] ends = expected(group + "/end_logits");
    float[] both = new float[2 * starts.length];
    for (int i = 0; i < starts.length; i++) {
      both[2 * i] = starts[i];
      both[2 * i + 1] = ends[i];
    }
    return Optional.of(both);
  }

  /** Names that we save for what the case saved: of a checkpoint's own head it saved nothing. */
  List<String> savedNames(boolean hasHead) {
    Stream<String> ofAdapter = adapter.parameters().all().stream().map(p -> names.of(p.name()));
    Stream<String> all = Stream.concat(byPublishedName.keySet().stream(), tied.stream());
    return (hasHead ? all : ofAdapter).toList();
  }

  /** What the case trains: a checkpoint's own language modelling head stays as it is. */
  List<Parameter> trained() {
    return byPublishedName.entrySet().stream()
        .filter(entry -> io.contains("grad/" + entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
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
