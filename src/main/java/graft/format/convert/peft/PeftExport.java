package graft.format.convert.peft;

import graft.architecture.Architecture;
import graft.architecture.HeadKind;
import graft.architecture.Layout;
import graft.architecture.Projection;
import graft.architecture.Role;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.LaterSpelling;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.AttentionShape;
import graft.format.convert.ClassPaths;
import graft.format.convert.Known;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.format.convert.head.CheckpointClass;
import graft.format.convert.peft.PeftNames.Named;
import graft.format.convert.peft.PeftNames.Part;
import graft.format.convert.peft.matrix.FusedRows;
import graft.format.convert.peft.matrix.Matrices;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.LoraConfig.CompositionMode;
import graft.spec.adapter.PeftAdaLoraConfig;
import graft.spec.adapter.PeftConfig;
import graft.spec.adapter.PeftIa3Config;
import graft.spec.adapter.PeftLoraConfig;
import graft.spec.adapter.PeftPTuningConfig;
import graft.spec.adapter.PeftPromptTuningConfig;
import graft.spec.adapter.PrefixTuningConfig;
import graft.spec.adapter.attribute.Alpha;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An adapter as a PEFT one that computes the same. */
public final class PeftExport {
  private final LoraConfig lora;
  private final Optional<AttentionShape> attention;
  private final AdapterConfigFile envelope;
  private final Architecture paths;
  private final ClassPaths spelled;
  private final Map<String, Tensor> tensors = new TreeMap<>();
  private final TreeSet<String> modules = new TreeSet<>();

  /** How many times the rank a module of a fused model has, whose parts add their ranks up. */
  private int parts = 1;

  private PeftExport(LoraConfig lora, SavedAdapter saved, Optional<AttentionShape> attention) {
    this.lora = lora;
    this.attention = attention;
    this.envelope = saved.adapter().envelope();
    this.paths = Known.architecture(envelope.modelType());
    this.spelled = ClassPaths.of(saved);
  }

  /**
   * Moves an adapter and its head.
   *
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} with the reason, if PEFT cannot
   *     say the same
   */
  public static PeftAdapter of(SavedAdapter saved) {
    return of(saved, Optional.empty());
  }

  /**
   * The same of an adapter whose base model is at hand.
   *
   * @param attention of the base model, which prefixes and fused projections depend on
   */
  public static PeftAdapter of(SavedAdapter saved, Optional<AttentionShape> attention) {
    AdapterConfigFile envelope = saved.adapter().envelope();
    return LaterSpelling.both(moved(saved, attention), Known.architecture(envelope.modelType()));
  }

  private static PeftAdapter moved(SavedAdapter saved, Optional<AttentionShape> attention) {
    AdapterConfigFile envelope = saved.adapter().envelope();
    AdapterConfig config = PublishedConfig.read(saved.adapter());
    config
        .beyondPeft()
        .ifPresent(reason -> {
          throw FormatRefusal.of(reason);
        });
    return switch (config) {
      case LoraConfig lora when lora.isVera() -> moved(FullVera.asLora(saved, lora), attention);
      case LoraConfig lora -> new PeftExport(lora, saved, attention).move(saved);
      case PrefixTuningConfig prefixes ->
          new PeftPrefixExport(prefixes, envelope, attention).move(saved);
      case PeftLoraConfig own -> NativePeft.of(saved, own);
      case PeftIa3Config own -> NativePeft.of(saved, own);
      case PeftPromptTuningConfig own -> PeftPromptFile.of(saved, own);
      case PeftPTuningConfig own -> PeftPromptFile.of(saved, own);
      case PeftAdaLoraConfig own -> {
        AdaLoraLeft left = AdaLoraLeft.of(saved, own);
        yield new PeftFormFile(PeftForm.of(own)).written(left.saved(), left.config());
      }
      case PeftConfig own -> new PeftFormFile(PeftForm.of(own)).written(saved, own);
      default -> throw new IllegalStateException("PEFT has no form of " + config.method());
    };
  }

  private PeftAdapter move(SavedAdapter saved) {
    for (Tensor tensor : saved.adapter().tensors().values()) {
      add(tensor);
    }
    level();
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
    Tensor moved = layout.isFused() ? fused(tensor, named.part(), layout) : tensor;
    boolean hasScale = named.part() == Part.SCALE && lora.scale() != 1;
    moved = hasScale ? Matrices.scaled(moved, lora.scale()) : moved;
    String path = spelled.of(named.path());
    String name = new Named(path, named.part()).peft();
    tensors.put(name, moved.named(name));
    modules.add(path);
  }

  private boolean scales() {
    return lora.compositionMode() == CompositionMode.SCALE;
  }

  /** AdapterHub has one low-rank pair for each changed part, PEFT one for the whole. */
  private Tensor fused(Tensor tensor, Part part, Layout layout) {
    return switch (part) {
      case A, MAGNITUDE, B_BIAS, INITIAL_A, INITIAL_B, BIAS, LONE_BIAS, TOKENS -> tensor;
      case B -> Matrices.blockDiagonal(tensor, rows(tensor, layout));
      case SCALE -> Matrices.amongOnes(tensor, rows(tensor, layout));
    };
  }

  private FusedRows rows(Tensor tensor, Layout layout) {
    int queriesPerKey = attention.map(AttentionShape::queriesPerKey).orElse(1);
    FusedRows rows = FusedRows.of(layout, roles(), tensor.shape()[0], queriesPerKey);
    requireEven(rows, layout);
    parts = Math.max(parts, rows.blocks().size());
    return rows;
  }

  /** Where the base model is not at hand, its queries may be wider than its keys. */
  private void requireEven(FusedRows rows, Layout layout) {
    boolean isEven =
        envelope.hiddenSize().stream()
            .allMatch(hidden -> rows.total() == hidden * layout.parts().size());
    if (attention.isEmpty() && layout.parts().contains(Role.QUERY) && !isEven) {
      throw FormatRefusal.of(
          "the heads of %s share keys, and how many do is written in the base model, which is not"
                  .formatted(envelope.modelType())
              + " at hand");
    }
  }

  /** What the projections are for that may be fused. */
  private Set<Role> roles() {
    Set<Role> roles = PeftImport.roles(lora.attnMatrices());
    roles.add(Role.INTERMEDIATE);
    return roles;
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
      String peftType, AdapterConfigFile envelope, Optional<PeftHead> head) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("peft_type", peftType);
    config.put("task_type", taskType(envelope, head).orElse(null));
    unworded(envelope, head)
        .ifPresent(modelClass ->
            config.put("auto_mapping", autoMapping(envelope.modelType(), modelClass)));
    config.put("base_model_name_or_path", envelope.modelName());
    config.put("inference_mode", true);
    config.put("fan_in_fan_out", Known.architecture(envelope.modelType()).isTransposed());
    config.put("modules_to_save", head.map(PeftHead::modulesToSave).orElse(null));
    return config;
  }

  /** PEFT's word for what the head answers, an adapter's own or the base model's. */
  private static Optional<String> taskType(AdapterConfigFile envelope, Optional<PeftHead> head) {
    return head.isPresent()
        ? head.get().taskType()
        : CheckpointClass.of(envelope).flatMap(CheckpointClass::writtenTaskType);
  }

  /** The class of transformers that has the head, where no word says it. */
  private static Optional<String> unworded(AdapterConfigFile envelope, Optional<PeftHead> head) {
    if (taskType(envelope, head).isPresent()) {
      return Optional.empty();
    }
    return head.isPresent()
        ? head.map(own -> nativeClass(envelope.modelType(), own.kind()))
        : CheckpointClass.of(envelope).map(_ -> envelope.modelClass());
  }

  private static String nativeClass(String modelType, HeadKind kind) {
    return Known.architecture(modelType)
        .adapterClass()
        .replaceFirst("AdapterModel$", kind.nativeClass());
  }

  private static Map<String, String> autoMapping(String modelType, String modelClass) {
    String module = modelType.replace('-', '_');
    return Map.of(
        "base_model_class",
        modelClass,
        "parent_library",
        "transformers.models.%s.modeling_%s".formatted(module, module));
  }

  private void putLora(Map<String, @Nullable Object> config) {
    config.put("r", lora.r() * parts);
    config.put("lora_alpha", new Alpha(lora.alpha().value() * parts).json());
    config.put("lora_dropout", lora.dropout());
    config.put("bias", "none");
    config.put("init_lora_weights", true);
    config.put("use_rslora", false);
    config.put("use_dora", false);
    config.put("rank_pattern", Map.of());
    config.put("alpha_pattern", Map.of());
  }

  /**
   * One rank for all, because who serves adapters reads no patterns: beside fused modules the
   * others get zeros, which add nothing and learn nothing.
   */
  private void level() {
    int rank = lora.r() * parts;
    tensors.replaceAll((name, tensor) ->
        switch (PeftNames.ofPeft(name).orElseThrow().part()) {
          case A -> tensor.shape()[0] < rank ? Matrices.tall(tensor, rank) : tensor;
          case B -> tensor.shape()[1] < rank ? Matrices.wide(tensor, rank) : tensor;
          case SCALE, MAGNITUDE, B_BIAS, INITIAL_A, INITIAL_B, BIAS, LONE_BIAS, TOKENS -> tensor;
        });
  }

  private Projection projection(String path) {
    return paths.place(path).orElseThrow().projection();
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
