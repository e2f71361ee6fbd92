package graft.format.convert.peft.lora;

import graft.architecture.Architecture;
import graft.architecture.Architecture.Layer;
import graft.architecture.Architecture.Place;
import graft.architecture.LaterNames;
import graft.architecture.LayerStack;
import graft.architecture.Projection;
import graft.architecture.Role;
import graft.format.FileContext;
import graft.format.FileFaults;
import graft.format.Tensor;
import graft.format.adapter.PeftAdapter;
import graft.format.convert.TargetModel;
import graft.format.convert.peft.file.PeftSettings;
import graft.format.convert.peft.lora.PeftNames.Named;
import graft.format.convert.peft.lora.PeftNames.Part;
import graft.format.convert.peft.matrix.LowRankPairs.Pair;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The modules of a LoRA or (IA)^3 file of PEFT, sorted and checked: what the adapter holds, and
 * what was saved beside it. Changed only while it is read.
 */
final class PeftModules {
  private static final String UNSUPPORTED = "format_not_supported";
  private static final String BROKEN = "invalid_tensor";

  private final TargetModel model;
  private final PeftSettings settings;
  private final Architecture names;
  private final Map<String, Tensor> tensors = new TreeMap<>();
  private final Map<String, Tensor> others = new TreeMap<>();
  private final Map<Spot, SortedSet<Integer>> layers = new LinkedHashMap<>();
  private final SortedSet<String> paths = new TreeSet<>();

  /** A projection of the layers of a stack. */
  record Spot(LayerStack stack, Projection projection) {
    boolean isFused() {
      return projection.layout().isFused();
    }

    /** The path of the one in a layer, without the model's prefix. */
    String path(int layer) {
      return stack.layer(layer) + projection.path();
    }
  }

  /** Whether the file is of an encoder alone. */
  private boolean isBare;

  /** Whether the file is of a class that calls modules otherwise than checkpoints do. */
  private boolean isLater;

  private boolean isBeyondAdapterHub;
  private final FileFaults unsupported = new FileFaults();
  private final FileFaults broken = new FileFaults();

  private PeftModules(TargetModel model, PeftSettings settings) {
    this.model = model;
    this.settings = settings;
    this.names = model.architecture();
  }

  /**
   * Reads a file.
   *
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} with each tensor that has no
   *     place here; {@link ErrorCode#INVALID_ADAPTER} if tensors are missing, misshapen, or not
   *     those that the configuration chooses
   */
  static PeftModules of(PeftAdapter adapter, TargetModel model, PeftSettings settings) {
    PeftModules modules = new PeftModules(model, settings);
    modules.read(adapter);
    return modules;
  }

  private void read(PeftAdapter adapter) {
    adapter.tensors().values().forEach(tensor -> sort(tensor, adapter));
    if (tensors.isEmpty() && broken.isEmpty() && unsupported.isEmpty()) {
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
  }

  private void sort(Tensor tensor, PeftAdapter adapter) {
    Optional<Named> named =
        PeftNames.ofPeft(tensor.name()).filter(name -> isOfAdapter(name, adapter));
    if (named.isPresent()) {
      add(named.get(), tensor);
    } else if (tensor.name().startsWith(PeftNames.ROOT) && !isOfLora(tensor.name())) {
      // A module that PEFT saves beside an adapter, in the model with a head.
      String inner = tensor.name().substring(PeftNames.ROOT.length());
      others.put(inner, tensor.named(inner));
    } else {
      unsupported.add(
          UNSUPPORTED,
          "this service has no place for tensor " + FileContext.printable(tensor.name()));
    }
  }

  private static boolean isOfLora(String name) {
    return name.contains(".lora_") || name.contains(".token_adapter.");
  }

  /** A bias that comes with a weight is a saved module's. */
  private boolean isOfAdapter(Named named, PeftAdapter adapter) {
    return named.part() != Part.LONE_BIAS
        || (settings.trainsAllBiases()
            && names.isOfBase(named.path())
            && !adapter.tensors().containsKey(PeftNames.ROOT + named.path() + ".weight"));
  }

  private void add(Named spelled, Tensor tensor) {
    Optional<String> earlier = LaterNames.of(names).flatMap(later -> later.earlier(spelled.path()));
    isLater |= earlier.isPresent();
    Named named = new Named(earlier.orElse(spelled.path()), spelled.part());
    Optional<Layer> layer = names.layer(named.path());
    boolean isScale = named.part() == Part.SCALE;
    boolean isLoneBias = named.part() == Part.LONE_BIAS;
    boolean isOfWords = named.part() == Part.TOKENS;
    if (layer.isEmpty() && !isOutsideOfLayers(named.path()) && !isLoneBias && !isOfWords) {
      unsupported.add(UNSUPPORTED, "the model has no place for an adapter at " + named.path());
    } else if (tensor.shape().length != named.part().dimensions() || isScale != settings.scales()) {
      broken.add(BROKEN, "tensor " + tensor + " does not belong to such an adapter");
    } else if (layer.filter(this::isBeyond).isPresent()) {
      int layers = model.layers(layer.get().stack());
      broken.add(BROKEN, "tensor %s: the model has %d layers".formatted(tensor.name(), layers));
    } else {
      isBare |= !names.isWhole(named.path());
      String path = names.whole(named.path());
      Optional<Place> place = names.place(path);
      place.ifPresent(at ->
          layers
              .computeIfAbsent(new Spot(at.stack(), at.projection()), spot -> new TreeSet<>())
              .add(at.layer()));
      isBeyondAdapterHub |=
          settings.isBeyondAdapterHub()
              || place.isEmpty()
              || named.part().isBias()
              || (isScale && tensor.shape()[1] != 1);
      if (!isLoneBias && !isOfWords) {
        paths.add(path);
      }
      tensors.put(new Named(path, named.part()).peft(), tensor);
    }
  }

  private boolean isBeyond(Layer layer) {
    return layer.number() >= model.layers(layer.stack());
  }

  /** Whether it is a projection before the layers or behind them. */
  private boolean isOutsideOfLayers(String path) {
    return names.isPooler(path) || model.linears().contains(names.bare(path));
  }

  private void requirePairs() {
    paths.forEach(path -> {
      Tensor a = tensors.get(new Named(path, Part.A).peft());
      Tensor b = tensors.get(new Named(path, Part.B).peft());
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
    String own = isBare ? names.bare(path) : path;
    return isLater ? LaterNames.of(names).flatMap(later -> later.later(own)).orElse(own) : own;
  }

  /** The adapter's tensors by their names in the model with a head. */
  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Tensors of whole modules that were saved beside the adapter. */
  Map<String, Tensor> others() {
    return Collections.unmodifiableMap(others);
  }

  /** The paths of all modules that have more than a trained bias. */
  Set<String> paths() {
    return Collections.unmodifiableSet(paths);
  }

  /** The same as the file spells them, by their whole paths. */
  SortedMap<String, String> spelled() {
    SortedMap<String, String> spelled = new TreeMap<>();
    paths.forEach(path -> spelled.put(path, spelled(path)));
    return spelled;
  }

  /** For each place in a layer, the layers that have a module there. */
  Map<Spot, SortedSet<Integer>> layers() {
    return Collections.unmodifiableMap(layers);
  }

  /** What the modules are for; of a fused one all its parts. */
  Set<Role> roles() {
    return layers.keySet().stream()
        .flatMap(spot -> spot.projection().layout().parts().stream())
        .collect(Collectors.toSet());
  }

  /** The layers that have a module, counted over all stacks. */
  Set<Integer> occupied() {
    return names.stacks().stream()
        .flatMap(stack -> occupied(stack).stream().map(layer -> model.number(stack, layer)))
        .collect(Collectors.toSet());
  }

  /** The layers of a stack that have a module, counted in it. */
  SortedSet<Integer> occupied(LayerStack stack) {
    SortedSet<Integer> occupied = new TreeSet<>();
    layers.forEach((spot, present) -> {
      if (spot.stack().equals(stack)) {
        occupied.addAll(present);
      }
    });
    return occupied;
  }

  /**
   * Whether AdapterHub's one rank, one scale and one choice of modules say the same. On a fused
   * projection AdapterHub has a low-rank pair for each part, which learn otherwise than PEFT's one.
   */
  boolean areAdapterHubs() {
    boolean isFused = layers.keySet().stream().anyMatch(Spot::isFused);
    return !isBeyondAdapterHub && (isFused ? settings.scales() : areEven());
  }

  private boolean areEven() {
    return names.stacks().stream().allMatch(this::isEven)
        && (settings.scales()
            || paths.stream()
                    .map(this::pair)
                    .map(pair -> List.of(pair.rank(), pair.scale()))
                    .distinct()
                    .count()
                == 1);
  }

  /** Whether every layer of a stack that has a module has all that are for the same. */
  private boolean isEven(LayerStack stack) {
    Set<Role> roles = roles();
    SortedSet<Integer> occupied = occupied(stack);
    return stack.projections().stream()
        .filter(projection -> roles.contains(projection.role()))
        .map(projection -> new Spot(stack, projection))
        .filter(spot -> isInModel(spot, occupied))
        .allMatch(spot -> occupied.equals(layers.get(spot)));
  }

  /** Of what a model's kind may have it has not all: a feed-forward block is gated, or is not. */
  private boolean isInModel(Spot spot, SortedSet<Integer> occupied) {
    return model.linears().isEmpty()
        ? layers.containsKey(spot)
        : occupied.stream().map(spot::path).anyMatch(model.linears()::contains);
  }

  /** The low-rank pair of a module. */
  Pair pair(String path) {
    Tensor a = module(path, Part.A);
    double scale = settings.scale(spelled(path), Math.toIntExact(a.shape()[0]));
    return new Pair(a, module(path, Part.B), scale);
  }

  /** A tensor that is there. */
  Tensor module(String path, Part part) {
    return Objects.requireNonNull(tensors.get(new Named(path, part).peft()));
  }
}
