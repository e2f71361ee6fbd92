package graft.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.adapter.PublishedNames;
import graft.format.FileFaults;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.adapter.AdapterNames;
import graft.format.adapter.Peft;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.format.convert.TargetModel;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.format.convert.head.PublishedHead;
import graft.format.convert.peft.PeftExport;
import graft.format.convert.peft.PeftImport;
import graft.format.model.ModelDirectory;
import graft.head.Head;
import graft.head.Heads;
import graft.model.BaseModel;
import graft.model.DecoderInfo;
import graft.model.Encoded;
import graft.model.ModelInfo;
import graft.recipe.saved.SavedTensors;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.ErrorCode;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PeftPTuningConfig;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A case of PEFT brought to life with our own parts. Where the network that made the prefixes is
 * known, it makes them here too.
 */
final class PeftFixture implements AutoCloseable {
  private static final String NAME = "some";

  private static final String NETWORK = "prompt_encoder.";

  final BaseModel model;
  final Tensors io;
  final NDManager manager;
  final Adapter adapter;
  final Head head;
  final CaseNumbers numbers;
  private final Optional<CaseInputs> batch;
  private final PublishedNames names;
  private final Arena arena = Arena.ofShared();
  private final SavedAdapter saved;

  /** Whether the network, if it is known, makes virtual tokens, not prefixes. */
  private final boolean makesPrompts;

  /** Whether the case has scores of virtual tokens, which nobody here asks for. */
  private final boolean scoresVirtual;

  PeftFixture(ParityCase parity) {
    model = ParityFixture.load(parity);
    io = Safetensors.open(parity.directory().resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER);
    numbers = new CaseNumbers(parity, io);
    manager = model.newManager();
    makesPrompts = parity.method().equals("p_tuning") && hasNetwork();
    scoresVirtual =
        parity.json().get("prompt") instanceof Map<?, ?> prompt
            && "virtual tokens included".equals(prompt.get("logits_rows"));
    batch = CaseInputs.ofLoss(parity, io, manager);
    names = PublishedNames.of(model.architecture(), NAME);
    saved = PeftImport.of(Peft.read(parity.adapterDirectory(), arena), target(model), NAME);
    adapter = Adapter.fit(config(parity), model.sites(), Parameters.in(manager, 0));
    head = Heads.create(task(parity), model, Parameters.in(manager, 0));
    fill();
  }

  /** What a file is read for. */
  static TargetModel target(BaseModel model) {
    ModelInfo facts = model.info();
    return new TargetModel(
        model.architecture(),
        model.architecture().adapterClass(),
        "m",
        facts.hiddenSize(),
        model.sites().attention().getFirst().keyWidth(),
        model.sites().layers(),
        facts.decoder().map(DecoderInfo::layers).orElse(0),
        model.sites().linear().stream()
            .map(site -> site.id().modulePath())
            .collect(Collectors.toSet()));
  }

  /** PEFT's names of the tensors of the network that made the vectors, where it is known. */
  private List<String> network() {
    return io.names().stream()
        .filter(name -> name.startsWith("init/" + NETWORK))
        .map(name -> name.substring("init/".length()))
        .toList();
  }

  private boolean hasNetwork() {
    return !network().isEmpty();
  }

  /** Our name of one of them: p-tuning has PEFT's. */
  private String own(String theirs) {
    String tensor = theirs.substring(NETWORK.length());
    return ofNetwork(
        makesPrompts
            ? tensor
            : tensor.replace("embedding.", "wte.").replace("transform.", "control_trans."));
  }

  private AdapterConfig config(ParityCase parity) {
    Map<String, Object> config = new HashMap<>(saved.adapter().envelope().config().orElseThrow());
    if (makesPrompts) {
      Map<String, Object> said = new HashMap<>();
      said.put("architecture", PeftPTuningConfig.ARCHITECTURE);
      said.put("num_virtual_tokens", config.get("num_virtual_tokens"));
      parity
          .trained()
          .config()
          .forEach((name, value) -> {
            if (name.startsWith("encoder_")) {
              said.put(name, value);
            }
          });
      return PublishedConfig.read(said);
    }
    if (hasNetwork()) {
      config.put("flat", false);
      config.put("bottleneck_size", parity.trained().config().get("encoder_hidden_size"));
    }
    return PublishedConfig.read(config);
  }

  private TaskSpec task(ParityCase parity) {
    if (saved.head().isEmpty()) {
      return new TaskSpec(
          ParityHeads.languageModel(parity), List.of(), Optional.of(HeadSpec.CHECKPOINT));
    }
    TaskSpec task =
        PublishedHead.of(
                saved.head().get(),
                NAME,
                model.architecture().prefix(),
                ModelDirectory.open(parity.model()))
            .task();
    // PEFT's files do not say which of the two.
    return "multilabel_classification".equals(parity.head().get("type"))
        ? new TaskSpec(TaskType.MULTI_LABEL_CLASSIFICATION, task.labels(), task.head())
        : task;
  }

  private void fill() {
    FileFaults faults = new FileFaults();
    SavedTensors tensors = new SavedTensors(names, faults);
    tensors.fill(
        hasNetwork()
            ? networkTensors()
            : AdapterNames.withPrefix(saved.adapter().tensors(), model.architecture().prefix()),
        adapter.parameters(),
        Set.of());
    saved.head().ifPresent(part -> tensors.fill(part.tensors(), head.parameters(), Set.of()));
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }

  private Map<String, Tensor> networkTensors() {
    Map<String, Tensor> network = new TreeMap<>();
    for (String theirs : network()) {
      Tensor tensor = io.get("init/" + theirs).named(own(theirs));
      network.put(tensor.name(), tensor);
    }
    return network;
  }

  private String ofNetwork(String tensor) {
    return adapter.parameters().all().stream()
        .map(parameter -> names.of(parameter.name()))
        .filter(name -> name.endsWith("." + tensor))
        .findFirst()
        .orElseThrow();
  }

  List<Parameter> trainable() {
    return Stream.concat(
            adapter.parameters().trainable().stream(), head.parameters().trainable().stream())
        .toList();
  }

  /** One value of each trained parameter, under the names that PEFT has in its model. */
  Map<String, float[]> published(Function<Parameter, float[]> value) {
    Map<String, Tensor> own = tensors(adapter.parameters(), value);
    SavedPart moved = hasNetwork() ? saved.adapter() : asTrained(own);
    Optional<SavedPart> ofHead =
        saved.head().map(part -> new SavedPart(part.envelope(), tensors(head.parameters(), value)));
    Map<String, float[]> published = new HashMap<>();
    PeftExport.of(new SavedAdapter(moved, ofHead))
        .tensors()
        .forEach((name, tensor) -> published.put(inMemory(name), tensor.floats()));
    network().forEach(theirs -> published.put(theirs, own.get(own(theirs)).floats()));
    return published;
  }

  /** As PEFT has it while it trains: beside weights that have lost what the adapter began with. */
  private SavedPart asTrained(Map<String, Tensor> own) {
    Map<String, Object> config = new HashMap<>(saved.adapter().envelope().config().orElseThrow());
    config.remove("init_lora_weights");
    // Nothing has been taken out of its tensors.
    config.computeIfPresent("target_r", (_, _) -> config.get("init_r"));
    Map<String, Tensor> trained = new TreeMap<>(own);
    trained.keySet().removeIf(name -> name.contains(".initial_"));
    return new SavedPart(saved.adapter().envelope().withConfig(config), trained);
  }

  /** Files call the embeddings of virtual tokens otherwise than the model. */
  private static String inMemory(String name) {
    return name.equals("prompt_embeddings") ? "prompt_encoder.embedding.weight" : name;
  }

  private Map<String, Tensor> tensors(Parameters parameters, Function<Parameter, float[]> value) {
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Parameter parameter : parameters.all()) {
      String name = names.of(parameter.name());
      long[] shape = parameter.value().getShape().getShape();
      tensors.put(name, Tensor.of(name, shape, value.apply(parameter)));
    }
    return tensors;
  }

  NDArray logits(Setup setup) {
    Pass pass = Pass.of(setup);
    Encoded encoded = model.forward(batch().inputs(), pass);
    if (scoresVirtual) {
      encoded =
          new Encoded(encoded.hidden(), encoded.layers(), encoded.encoder(), Encoded.Virtual.NONE);
    }
    return head.logits(model, encoded, batch().inputs(), pass);
  }

  private CaseInputs batch() {
    return batch.orElseThrow();
  }

  NDArray loss() {
    NDArray loss = batch().loss(head, logits(adapter.setup()));
    return adapter.setup().penalties().reduce(loss, Ops::add);
  }

  @Override
  public void close() {
    manager.close();
    io.close();
    model.close();
    arena.close();
  }
}
