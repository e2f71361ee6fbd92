package graft.format.exchange;

import graft.format.Origin;
import graft.format.Tensor;
import graft.format.adapter.Envelope;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A PEFT adapter as an AdapterHub one that computes the same. */
public final class PeftImport {
  private static final int FUSED_BLOCKS = 3;

  private final TargetModel model;
  private final String name;
  private final PeftSettings settings;
  private final ModulePaths paths;
  private final Map<Integer, Set<Slot>> slots = new TreeMap<>();
  private final Map<String, Tensor> tensors = new TreeMap<>();
  private final Map<String, Tensor> others = new TreeMap<>();
  private final Set<Integer> ranks = new HashSet<>();
  private final Set<Double> scales = new HashSet<>();

  private PeftImport(TargetModel model, String name, PeftSettings settings) {
    this.model = model;
    this.name = name;
    this.settings = settings;
    this.paths = ModulePaths.of(model.modelType());
  }

  /**
   * Moves an adapter, and the head among the modules saved with it.
   *
   * @param name the adapter's and the head's new name
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} with the reason, if AdapterHub
   *     cannot say the same; {@link ErrorCode#INVALID_ADAPTER} if tensors are missing or misshapen
   */
  public static SavedAdapter of(PeftAdapter adapter, TargetModel model, String name) {
    return new PeftImport(model, name, new PeftSettings(adapter.config())).move(adapter);
  }

  private SavedAdapter move(PeftAdapter adapter) {
    boolean isScale = settings.scales();
    for (Tensor tensor : adapter.tensors().values()) {
      Optional<Named> named = PeftNames.ofPeft(tensor.name());
      if (named.isPresent()) {
        add(named.get(), tensor, isScale);
      } else {
        addOther(tensor);
      }
    }
    checkPairs(isScale);
    LoraConfig config = isScale ? ia3() : lora();
    return new SavedAdapter(new SavedPart(envelope(PublishedConfig.of(config)), tensors), head());
  }

  private void add(Named named, Tensor tensor, boolean isScale) {
    Place place =
        paths
            .place(named.path())
            .orElseThrow(
                () -> PeftExport.refusal("AdapterHub puts no such adapter at " + named.path()));
    if (tensor.shape().length != 2 || isScale != (named.part() == Part.SCALE)) {
      throw broken("tensor " + tensor + " does not belong to such an adapter");
    }
    if (place.layer() >= model.layers()) {
      throw broken("tensor %s: the model has %d layers".formatted(tensor.name(), model.layers()));
    }
    slots.computeIfAbsent(place.layer(), layer -> EnumSet.noneOf(Slot.class)).add(place.slot());
    String path =
        named.path().startsWith(paths.prefix()) ? named.path() : paths.prefix() + named.path();
    String moved = new Named(path, named.part()).adapterHub(name);
    tensors.put(moved, converted(named, tensor, place.slot()).named(moved));
  }

  private Tensor converted(Named named, Tensor tensor, Slot slot) {
    return switch (named.part()) {
      case A -> {
        int rank = Math.toIntExact(tensor.shape()[0]);
        ranks.add(rank);
        scales.add(settings.scale(named.path(), rank));
        yield slot == Slot.FUSED ? Matrices.repeated(tensor, FUSED_BLOCKS) : tensor;
      }
      case B -> tensor;
      case SCALE -> {
        if (tensor.shape()[1] != 1) {
          throw PeftExport.refusal(
              "AdapterHub does not scale the input of %s".formatted(named.path()));
        }
        yield tensor;
      }
    };
  }

  /** Modules that PEFT saves beside an adapter, in the model with a head. */
  private void addOther(Tensor tensor) {
    if (!tensor.name().startsWith(PeftNames.ROOT) || tensor.name().contains(".lora_")) {
      throw PeftExport.refusal("AdapterHub has no place for tensor " + tensor.name());
    }
    String inner = tensor.name().substring(PeftNames.ROOT.length());
    others.put(inner, tensor.named(inner));
  }

  private void checkPairs(boolean isScale) {
    if (tensors.isEmpty()) {
      throw broken("has no tensors of an adapter");
    }
    for (String tensor : tensors.keySet()) {
      String other =
          tensor.endsWith("A")
              ? tensor.replaceFirst("lora_A$", "lora_B")
              : tensor.replaceFirst("lora_B$", "lora_A");
      if (!isScale && !tensors.containsKey(other)) {
        throw broken("tensor " + other + " is missing");
      }
    }
  }

  private LoraConfig ia3() {
    return config(1, new Alpha(1), 0, CompositionMode.SCALE, LoraConfig.Init.IA3);
  }

  private LoraConfig lora() {
    if (ranks.size() != 1 || scales.size() != 1) {
      throw PeftExport.refusal(
          "AdapterHub has one rank and one scale, found ranks %s and scales %s"
              .formatted(ranks, scales));
    }
    int rank = ranks.iterator().next();
    Alpha alpha = new Alpha(scales.iterator().next() * rank);
    return config(rank, alpha, settings.dropout(), CompositionMode.ADD, LoraConfig.Init.LORA);
  }

  private LoraConfig config(
      int rank, Alpha alpha, double dropout, CompositionMode mode, LoraConfig.Init init) {
    Set<Slot> each = slots.values().iterator().next();
    if (slots.values().stream().anyMatch(layer -> !layer.equals(each))) {
      throw PeftExport.refusal("AdapterHub adapts the same modules in every layer, found " + slots);
    }
    Set<Integer> leaveOut = new HashSet<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      if (!slots.containsKey(layer)) {
        leaveOut.add(layer);
      }
    }
    return new LoraConfig(
        each.stream().anyMatch(Slot::isAttention),
        each.contains(Slot.INTERMEDIATE),
        each.contains(Slot.OUTPUT),
        leaveOut,
        rank,
        alpha,
        dropout,
        matrices(each),
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

  private Optional<SavedPart> head() {
    if (others.isEmpty()) {
      return Optional.empty();
    }
    HeadKind kind =
        settings
            .headKind()
            .orElseThrow(
                () -> PeftExport.refusal("the task_type names no task that has a head here"));
    NativeHead same =
        NativeHead.of(model.modelType(), kind, paths.prefix(), others.keySet())
            .orElseThrow(() ->
                PeftExport.refusal("AdapterHub has no head of the tensors " + others.keySet()));
    TreeMap<String, Tensor> moved = new TreeMap<>();
    same.names(name, paths.prefix())
        .forEach((to, from) -> moved.put(to, Objects.requireNonNull(others.get(from)).named(to)));
    long[] last = moved.lastEntry().getValue().shape();
    if (last.length != 2) {
      throw broken("tensor " + moved.lastKey() + " is not a matrix");
    }
    return Optional.of(new SavedPart(envelope(same.config(Math.toIntExact(last[0]))), moved));
  }

  private Envelope envelope(Map<String, @Nullable Object> config) {
    return Envelope.of(
        name, config, model.modelType(), model.modelClass(), model.modelName(), model.hiddenSize());
  }

  private static GraftException broken(String fact) {
    return new GraftException(
        ErrorCode.INVALID_ADAPTER, "adapter_model: " + Origin.printable(fact));
  }
}
