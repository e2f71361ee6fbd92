package graft.format.exchange;

import graft.format.FileFaults;
import graft.format.Tensor;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.format.exchange.LowRankPairs.Pair;
import graft.format.exchange.ModulePaths.Place;
import graft.format.exchange.PeftNames.Named;
import graft.format.exchange.PeftNames.Part;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.Alpha;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.LoraConfig.AttentionMatrix;
import graft.spec.adapter.LoraConfig.CompositionMode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A PEFT adapter as an AdapterHub one that computes and learns the same; where AdapterHub has no
 * words for it, as what it is.
 */
public final class PeftImport {
  private static final int FUSED_BLOCKS = 3;
  private static final String UNSUPPORTED = "format_not_supported";
  private static final String BROKEN = "invalid_tensor";

  private final TargetModel model;
  private final String name;
  private final PeftSettings settings;
  private final ModulePaths names;
  private final Map<String, Tensor> modules = new TreeMap<>();
  private final Map<String, Tensor> others = new TreeMap<>();
  private final Map<Slot, Set<Integer>> layers = new EnumMap<>(Slot.class);

  /** The paths of all modules that the file has something of. */
  private final Set<String> paths = new TreeSet<>();

  /** Whether the file is of an encoder alone. */
  private boolean isBare;

  private boolean isBeyondAdapterHub;
  private final FileFaults unsupported = new FileFaults();
  private final FileFaults broken = new FileFaults();

  private PeftImport(TargetModel model, String name, PeftSettings settings) {
    this.model = model;
    this.name = name;
    this.settings = settings;
    this.names = ModulePaths.of(model.modelType());
  }

  /**
   * Moves an adapter, and the head among the modules saved with it. Modules of several ranks and
   * scales and uneven layers keep them, see {@link NativePeft}; beside a fused projection, which
   * has no other form here, they are brought to AdapterHub's one rank, scale and choice of modules
   * by what adds nothing.
   *
   * @param name the adapter's and the head's new name
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} with each reason, if nothing here
   *     is the same; {@link ErrorCode#INVALID_ADAPTER} if tensors are missing or misshapen
   */
  public static SavedAdapter of(PeftAdapter adapter, TargetModel model, String name) {
    PeftSettings settings = new PeftSettings(adapter.config());
    TargetModel trained = settings.modelClass().map(model::ofClass).orElse(model);
    return settings.hasPrefixes()
        ? new PeftPrefixImport(trained, name, settings).move(adapter)
        : new PeftImport(trained, name, settings).move(adapter);
  }

  private SavedAdapter move(PeftAdapter adapter) {
    adapter.tensors().values().stream()
        .filter(tensor -> !PeftNames.isCopyOfHead(tensor.name()))
        .forEach(tensor -> sort(tensor, adapter));
    if (modules.isEmpty() && broken.isEmpty() && unsupported.isEmpty()) {
      broken.add(BROKEN, "adapter_model: has no tensors of an adapter");
    }
    if (!settings.scales()) {
      requirePairs();
    }
    if (unsupported.isEmpty()) {
      requireTargets();
    }
    broken.throwIfAny(ErrorCode.INVALID_ADAPTER);
    unsupported.throwIfAny(ErrorCode.FORMAT_NOT_SUPPORTED);
    return new SavedAdapter(adapter(), PeftHead.read(others, settings, model, name));
  }

  private SavedPart adapter() {
    if (isAdapterHubs()) {
      return settings.scales() ? ia3() : lora();
    }
    NativePeft same = new NativePeft(settings, modules, paths);
    return model.part(name, same.config(), same.tensors(name));
  }

  /** Whether AdapterHub's one rank, one scale and one choice of modules say the same. */
  private boolean isAdapterHubs() {
    return !isBeyondAdapterHub && (layers.containsKey(Slot.FUSED) || isEven());
  }

  private boolean isEven() {
    return layers.values().stream().distinct().count() == 1
        && (settings.scales()
            || paths.stream()
                    .map(this::pair)
                    .map(pair -> List.of(pair.rank(), pair.scale()))
                    .distinct()
                    .count()
                == 1);
  }

  private void sort(Tensor tensor, PeftAdapter adapter) {
    Optional<Named> named =
        PeftNames.ofPeft(tensor.name()).filter(name -> isOfAdapter(name, adapter));
    if (named.isPresent()) {
      add(named.get(), tensor);
    } else if (tensor.name().startsWith(PeftNames.ROOT) && !tensor.name().contains(".lora_")) {
      // A module that PEFT saves beside an adapter, in the model with a head.
      String inner = tensor.name().substring(PeftNames.ROOT.length());
      others.put(inner, tensor.named(inner));
    } else {
      unsupported.add(UNSUPPORTED, "AdapterHub has no place for tensor " + tensor.name());
    }
  }

  /** A bias that comes with a weight is a saved module's. */
  private boolean isOfAdapter(Named named, PeftAdapter adapter) {
    return named.part() != Part.LONE_BIAS
        || (settings.trainsAllBiases()
            && names.isOfBase(named.path())
            && !adapter.tensors().containsKey(PeftNames.ROOT + named.path() + ".weight"));
  }

  private void add(Named named, Tensor tensor) {
    OptionalInt layer = names.layer(named.path());
    boolean isScale = named.part() == Part.SCALE;
    boolean isLoneBias = named.part() == Part.LONE_BIAS;
    if (layer.isEmpty() && !names.isPooler(named.path()) && !isLoneBias) {
      unsupported.add(UNSUPPORTED, "the model has no place for an adapter at " + named.path());
    } else if (tensor.shape().length != named.part().dimensions() || isScale != settings.scales()) {
      broken.add(BROKEN, "tensor " + tensor + " does not belong to such an adapter");
    } else if (layer.orElse(-1) >= model.layers()) {
      String rule = "tensor %s: the model has %d layers".formatted(tensor.name(), model.layers());
      broken.add(BROKEN, rule);
    } else {
      isBare |= !named.path().startsWith(names.prefix());
      String path = names.whole(named.path());
      Optional<Place> place = names.place(path);
      place.ifPresent(
          at -> layers.computeIfAbsent(at.slot(), slot -> new TreeSet<>()).add(at.layer()));
      isBeyondAdapterHub |=
          place.isEmpty() || named.part().isBias() || (isScale && tensor.shape()[1] != 1);
      if (!isLoneBias) {
        paths.add(path);
      }
      modules.put(new Named(path, named.part()).peft(), tensor);
    }
  }

  private void requirePairs() {
    paths.forEach(path -> {
      Tensor a = modules.get(new Named(path, Part.A).peft());
      Tensor b = modules.get(new Named(path, Part.B).peft());
      if (a == null || b == null) {
        Part missing = a == null ? Part.A : Part.B;
        broken.add(BROKEN, "tensor " + new Named(path, missing).peft() + " is missing");
      } else if (a.shape()[0] != b.shape()[1] || a.shape()[0] == 0) {
        broken.add(BROKEN, "tensors %s and %s do not have one rank".formatted(a, b));
      } else {
        requireRank(path, a);
      }
    });
  }

  private void requireRank(String path, Tensor a) {
    int rank = settings.rank(spelled(path)).orElse((int) a.shape()[0]);
    if (rank != a.shape()[0]) {
      broken.add(BROKEN, "tensor %s: adapter_config.json gives it rank %d".formatted(a, rank));
    }
  }

  /** The file must hold the modules that its configuration names, and no others. */
  private void requireTargets() {
    if (!settings.targets().areSaid() || model.linears().isEmpty()) {
      return;
    }
    Set<String> said =
        model.linears().stream()
            .map(names::whole)
            .filter(path -> settings.targets().has(spelled(path)))
            .collect(Collectors.toCollection(TreeSet::new));
    for (String path : paths) {
      if (!said.contains(path)) {
        broken.add(
            BROKEN, "the file has tensors for " + path + ", which target_modules does not choose");
      }
    }
    said.removeAll(paths);
    // Some classes of a model lack the pooler.
    said.removeIf(names::isPooler);
    said.forEach(path ->
        broken.add(
            BROKEN, "the tensors for " + path + " are missing, which target_modules chooses"));
  }

  /** A path as the file spells it: a bare encoder's has no prefix. */
  private String spelled(String path) {
    return isBare ? names.bare(path) : path;
  }

  private Tensor module(String path, Part part) {
    return Objects.requireNonNull(modules.get(new Named(path, part).peft()));
  }

  private SavedPart lora() {
    LowRankPairs pairs =
        LowRankPairs.aligned(paths.stream().collect(Collectors.toMap(path -> path, this::pair)));
    double alpha = pairs.scale() * pairs.rank();
    Map<String, Tensor> tensors = new TreeMap<>();
    layers.forEach((slot, present) -> {
      Pair like = pairs.byPath().get(names.path(present.iterator().next(), slot));
      for (int layer : occupied()) {
        String path = names.path(layer, slot);
        Pair pair =
            present.contains(layer)
                ? Objects.requireNonNull(pairs.byPath().get(path))
                : Objects.requireNonNull(like).none();
        Tensor a = slot == Slot.FUSED ? Matrices.repeated(pair.a(), FUSED_BLOCKS) : pair.a();
        put(new Named(path, Part.A), a, tensors);
        put(new Named(path, Part.B), pair.b(), tensors);
      }
    });
    return part(
        config(
            pairs.rank(),
            new Alpha(Math.abs(alpha - Math.rint(alpha)) < 1e-9 ? Math.rint(alpha) : alpha),
            settings.dropout(),
            CompositionMode.ADD,
            LoraConfig.Init.LORA),
        tensors);
  }

  private Pair pair(String path) {
    Tensor a = module(path, Part.A);
    double scale = settings.scale(spelled(path), Math.toIntExact(a.shape()[0]));
    return new Pair(a, module(path, Part.B), scale);
  }

  private SavedPart ia3() {
    Map<String, Tensor> tensors = new TreeMap<>();
    layers.forEach((slot, present) -> {
      Tensor like = module(names.path(present.iterator().next(), slot), Part.SCALE);
      for (int layer : occupied()) {
        String path = names.path(layer, slot);
        Tensor vector = present.contains(layer) ? module(path, Part.SCALE) : Matrices.ones(like);
        put(new Named(path, Part.SCALE), vector, tensors);
      }
    });
    return part(config(1, new Alpha(1), 0, CompositionMode.SCALE, LoraConfig.Init.IA3), tensors);
  }

  private void put(Named named, Tensor tensor, Map<String, Tensor> tensors) {
    String moved = named.adapterHub(name);
    tensors.put(moved, tensor.named(moved));
  }

  /** The layers that have a module. */
  private Set<Integer> occupied() {
    return layers.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
  }

  private LoraConfig config(
      int rank, Alpha alpha, double dropout, CompositionMode mode, LoraConfig.Init init) {
    Set<Integer> occupied = occupied();
    return new LoraConfig(
        layers.keySet().stream().anyMatch(Slot::isAttention),
        layers.containsKey(Slot.INTERMEDIATE),
        layers.containsKey(Slot.OUTPUT),
        IntStream.range(0, model.layers())
            .filter(layer -> !occupied.contains(layer))
            .boxed()
            .collect(Collectors.toSet()),
        rank,
        alpha,
        dropout,
        matrices(layers.keySet()),
        mode,
        init,
        Optional.empty(),
        false);
  }

  private static List<AttentionMatrix> matrices(Set<Slot> slots) {
    return Arrays.stream(AttentionMatrix.values())
        .filter(matrix -> slots.contains(Slot.of(matrix)) || slots.contains(Slot.FUSED))
        .toList();
  }

  private SavedPart part(LoraConfig config, Map<String, Tensor> tensors) {
    return model.part(name, PublishedConfig.of(config), tensors);
  }
}
