package graft.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.adapter.PublishedNames;
import graft.architecture.ModelConfig;
import graft.composition.Composition;
import graft.format.FileContext;
import graft.format.Json;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.head.Head;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.Devices;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
  final Setup setup;
  final Head head;
  final CaseNumbers numbers;
  private final Optional<CaseInputs> batch;
  final Map<String, Parameter> byPublishedName = new HashMap<>();
  final String prefix;
  final PublishedNames names;
  private final Set<String> tied = new HashSet<>();

  ParityFixture(ParityCase parity) {
    model = load(parity);
    io = Safetensors.open(parity.directory().resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER);
    numbers = new CaseNumbers(parity, io);
    manager = model.newManager();
    batch = CaseInputs.ofLoss(parity, io, manager);
    adapter = fit(parity, parity.trained());
    head = ParityHeads.create(parity, model, Parameters.in(manager, 0));
    prefix = parity.prefix(model.architecture());
    names = new PublishedNames(prefix, Optional.empty(), parity.trained().name());
    adapter.parameters().all().forEach(p -> byPublishedName.put(names.of(p.name()), p));
    head.parameters()
        .all()
        .forEach(p -> byPublishedName.put(ParityHeads.publishedName(parity, names, p.name()), p));
    head.tied().keySet().forEach(name -> tied.add(names.of(name)));
    fill(
        parity.adapterDirectory().resolve("adapter.safetensors"),
        adapter.parameters(),
        byPublishedName);
    if (parity.hasHead()) {
      fill(
          parity.adapterDirectory().resolve("model_head.safetensors"),
          head.parameters(),
          byPublishedName);
    }
    setup = compose(parity).without(parity.skipLayers());
  }

  static BaseModel load(ParityCase parity) {
    Map<String, Object> config =
        Json.readObject(
            parity.model().resolve("config.json"),
            FileContext.of(parity.model(), ErrorCode.INVALID_MODEL),
            1 << 20);
    Tensors tensors =
        Safetensors.open(parity.model().resolve("model.safetensors"), ErrorCode.INVALID_MODEL);
    return Architectures.load(
        new ModelConfig(config), tensors, Devices.manager(new DeviceId("cpu")), false);
  }

  private Adapter fit(ParityCase parity, ParityCase.Saved saved) {
    return Adapter.fit(
        AdapterConfig.read(withoutOthers(parity.told(saved))),
        model.sites(),
        Parameters.in(manager, 0));
  }

  /** The trained adapter among the frozen ones. */
  private Setup compose(ParityCase parity) {
    Map<String, Setup> setups = new HashMap<>();
    setups.put(parity.trained().name(), adapter.setup());
    for (ParityCase.Saved saved : parity.frozen()) {
      Adapter frozen = fit(parity, saved);
      PublishedNames published = new PublishedNames(prefix, Optional.empty(), saved.name());
      Map<String, Parameter> wanted = new HashMap<>();
      frozen.parameters().all().forEach(p -> wanted.put(published.of(p.name()), p));
      fill(saved.directory().resolve("adapter.safetensors"), frozen.parameters(), wanted);
      frozen.parameters().freeze();
      setups.put(saved.name(), frozen.setup());
    }
    return new Composition(setups, Setup.EMPTY).of(parity.setup(), model.sites());
  }

  /**
   * The configuration as serialised by the reference, without the attributes of methods that are
   * not ours.
   */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> withoutOthers(Map<String, Object> serialised) {
    Map<String, Object> config = new HashMap<>(serialised);
    config.remove("dtype");
    // The reference library has it as a constant.
    config.remove("random_uniform_scale");
    if (config.get("configs") instanceof List<?> parts) {
      config.put(
          "configs",
          parts.stream().map(part -> withoutOthers((Map<String, Object>) part)).toList());
    }
    return config;
  }

  private void fill(Path file, Parameters parameters, Map<String, Parameter> wanted) {
    try (Tensors saved = Safetensors.open(file, ErrorCode.INVALID_ADAPTER)) {
      for (Tensor tensor : saved.all()) {
        if (tied.contains(tensor.name())) {
          continue;
        }
        Parameter parameter = wanted.get(tensor.name());
        if (parameter == null) {
          throw new AssertionError(
              "no parameter for " + tensor.name() + " among " + wanted.keySet());
        }
        parameters.set(parameter, tensor.floats(), tensor.shape());
      }
    }
  }

  NDArray logits(Setup setup) {
    Pass pass = Pass.of(setup);
    Encoded encoded = model.forward(batch().inputs(), pass);
    return head.logits(model, encoded, batch().inputs(), pass);
  }

  private CaseInputs batch() {
    return batch.orElseThrow();
  }

  /** The mean loss of the whole batch. */
  NDArray loss() {
    return batch().loss(head, logits(setup));
  }

  Optional<float[]> expectedLogits(String group) {
    return ExpectedLogits.of(group, io);
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

  /** One value of each parameter, under its published name. */
  Map<String, float[]> published(Function<Parameter, float[]> value) {
    Map<String, float[]> published = new HashMap<>();
    byPublishedName.forEach((name, parameter) -> published.put(name, value.apply(parameter)));
    return published;
  }

  /** How many gradients the case has. */
  int gradients() {
    return (int) io.names().stream().filter(name -> name.startsWith("grad/")).count();
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
