package graft.format.exchange;

import graft.architecture.Architecture;
import graft.architecture.Layout;
import graft.architecture.Projection;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.Envelope;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.exchange.PeftNames.Named;
import graft.format.exchange.PeftNames.Part;
import graft.format.exchange.head.CheckpointClass;
import graft.format.exchange.head.MaskedLmHead;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.Alpha;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.FusionConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.LoraConfig.CompositionMode;
import graft.spec.adapter.PeftIa3Config;
import graft.spec.adapter.PeftLoraConfig;
import graft.spec.adapter.PrefixTuningConfig;
import graft.spec.adapter.UnionConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An adapter as a PEFT one that computes the same. */
public final class PeftExport {
  private static final int FUSED_BLOCKS = 3;

  private final LoraConfig lora;
  private final Envelope envelope;
  private final Architecture paths;
  private final Map<String, Tensor> tensors = new TreeMap<>();
  private final TreeSet<String> modules = new TreeSet<>();
  private boolean hasFused;

  private PeftExport(LoraConfig lora, Envelope envelope) {
    this.lora = lora;
    this.envelope = envelope;
    this.paths = Known.architecture(envelope.modelType());
  }

  /**
   * Moves an adapter and its head.
   *
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} with the reason, if PEFT cannot
   *     say the same
   */
  public static PeftAdapter of(SavedAdapter saved) {
    if (saved.adapter().isFusion()) {
      throw FormatRefusal.of("PEFT has no fusions");
    }
    Envelope envelope = saved.adapter().envelope();
    Known.requireMoved(envelope.modelType());
    return switch (PublishedConfig.read(envelope.config().orElse(Map.of()))) {
      case LoraConfig lora when lora.useGating() ->
          throw FormatRefusal.of("use_gating is true: PEFT has no gates on adapters");
      case LoraConfig lora -> new PeftExport(lora, envelope).move(saved);
      case PrefixTuningConfig prefixes -> new PeftPrefixExport(prefixes, envelope).move(saved);
      case PeftLoraConfig own -> NativePeft.of(saved, own);
      case PeftIa3Config own -> NativePeft.of(saved, own);
      case BottleneckConfig _ -> throw FormatRefusal.of("PEFT has no bottleneck adapters");
      case UnionConfig _ -> throw FormatRefusal.of("PEFT has no unions");
      case FusionConfig _ -> throw FormatRefusal.of("PEFT has no fusions");
    };
  }

  private PeftAdapter move(SavedAdapter saved) {
    for (Tensor tensor : saved.adapter().tensors().values()) {
      add(tensor);
    }
    Optional<PeftHead> head =
        saved.head().map(part -> PeftHead.of(part, paths.prefix(), PeftNames.ROOT));
    head.ifPresent(moved -> tensors.putAll(moved.tensors()));
    return new PeftAdapter(config(head), tensors);
  }

  private void add(Tensor tensor) {
    Named named =
        PeftNames.ofAdapterHub(tensor.name(), envelope.name().orElse(""), scales())
            .orElseThrow(() -> FormatRefusal.of("PEFT has no place for tensor " + tensor.name()));
    Layout layout =
        paths
            .place(named.path())
            .orElseThrow(
                () -> FormatRefusal.of("tensor " + tensor.name() + " is at an unknown module"))
            .projection()
            .layout();
    if (tensor.shape().length != 2) {
      throw FormatRefusal.of("tensor " + tensor + " is not a matrix");
    }
    Tensor moved = layout.isFused() ? fused(tensor, named.part()) : tensor;
    boolean hasScale = named.part() == Part.SCALE && lora.scale() != 1;
    moved = hasScale ? Matrices.scaled(moved, lora.scale()) : moved;
    String path = paths.whole(named.path());
    String name = new Named(path, named.part()).peft();
    tensors.put(name, moved.named(name));
    modules.add(path);
    hasFused |= layout.isFused();
  }

  private boolean scales() {
    return lora.compositionMode() == CompositionMode.SCALE;
  }

  /** AdapterHub has one low-rank pair for each of query, key and value, PEFT one for all. */
  private Tensor fused(Tensor tensor, Part part) {
    List<Integer> blocks = lora.attnMatrices().stream().map(Enum::ordinal).sorted().toList();
    if (tensor.shape()[0] % blocks.size() != 0) {
      throw FormatRefusal.of("tensor " + tensor + " does not have one block for each of " + blocks);
    }
    return switch (part) {
      case A, BIAS, LONE_BIAS -> tensor;
      case B -> Matrices.blockDiagonal(tensor, blocks, FUSED_BLOCKS);
      case SCALE -> Matrices.amongOnes(tensor, blocks, FUSED_BLOCKS);
    };
  }

  private Map<String, @Nullable Object> config(Optional<PeftHead> head) {
    Map<String, @Nullable Object> config = common(scales() ? "IA3" : "LORA", envelope, head);
    config.put("target_modules", targets());
    if (scales()) {
      config.put("feedforward_modules", List.of());
      config.put("init_ia3_weights", true);
    } else {
      putLora(config);
    }
    return config;
  }

  /** What PEFT says of every adapter. */
  static Map<String, @Nullable Object> common(
      String peftType, Envelope envelope, Optional<PeftHead> head) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("peft_type", peftType);
    config.put(
        "task_type",
        head.flatMap(PeftHead::taskType)
            .or(() -> CheckpointClass.of(envelope).flatMap(CheckpointClass::taskType))
            .orElse(null));
    unworded(envelope, head)
        .ifPresent(modelClass ->
            config.put("auto_mapping", autoMapping(envelope.modelType(), modelClass)));
    config.put("base_model_name_or_path", envelope.modelName());
    config.put("inference_mode", true);
    config.put("fan_in_fan_out", Known.architecture(envelope.modelType()).isTransposed());
    config.put("modules_to_save", head.map(PeftHead::modulesToSave).orElse(null));
    return config;
  }

  /** The class of a task that PEFT has no word for. */
  private static Optional<String> unworded(Envelope envelope, Optional<PeftHead> head) {
    if (MaskedLmHead.isClass(envelope.modelClass())) {
      return Optional.of(envelope.modelClass());
    }
    return head.filter(part -> part.taskType().isEmpty())
        .map(part ->
            Known.architecture(envelope.modelType())
                .adapterClass()
                .replaceFirst("AdapterModel$", part.kind().nativeClass()));
  }

  /** Which class of transformers has the head. */
  private static Map<String, String> autoMapping(String modelType, String modelClass) {
    String module = modelType.replace('-', '_');
    return Map.of(
        "base_model_class",
        modelClass,
        "parent_library",
        "transformers.models.%s.modeling_%s".formatted(module, module));
  }

  private void putLora(Map<String, @Nullable Object> config) {
    // Who serves adapters reads no patterns: only where modules differ is something left to them.
    int all = isAllFused() ? fusedParts() : 1;
    config.put("r", lora.r() * all);
    config.put("lora_alpha", new Alpha(lora.alpha().value() * all).json());
    config.put("lora_dropout", lora.dropout());
    config.put("bias", "none");
    config.put("init_lora_weights", true);
    config.put("use_rslora", false);
    config.put("use_dora", false);
    config.put(
        "rank_pattern", hasExceptions() ? Map.of("c_attn", lora.r() * fusedParts()) : Map.of());
    config.put(
        "alpha_pattern",
        hasExceptions() ? Map.of("c_attn", lora.alpha().value() * fusedParts()) : Map.of());
  }

  private boolean isAllFused() {
    return hasFused && modules.stream().allMatch(path -> projection(path).layout().isFused());
  }

  private boolean hasExceptions() {
    return hasFused && !isAllFused();
  }

  private Projection projection(String path) {
    return paths.place(path).orElseThrow().projection();
  }

  private int fusedParts() {
    return lora.attnMatrices().size();
  }

  /**
   * Last components where every layer has the same projections of its attention, as users of PEFT
   * write them; whole paths otherwise, because a last component could mean other modules too.
   */
  private List<String> targets() {
    boolean isUsual =
        lora.leaveOut().isEmpty()
            && modules.stream().allMatch(path -> projection(path).role().isAttention());
    return isUsual
        ? modules.stream().map(m -> m.substring(m.lastIndexOf('.') + 1)).distinct().toList()
        : List.copyOf(modules);
  }
}
