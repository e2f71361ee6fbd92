package graft.format.convert.peft.lora;

import graft.architecture.Architecture;
import graft.architecture.Layout;
import graft.architecture.Projection;
import graft.architecture.Role;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.AttentionShape;
import graft.format.convert.ClassPaths;
import graft.format.convert.Known;
import graft.format.convert.peft.file.CommonAttributes;
import graft.format.convert.peft.file.PeftHead;
import graft.format.convert.peft.lora.PeftNames.Named;
import graft.format.convert.peft.lora.PeftNames.Part;
import graft.format.convert.peft.matrix.FusedRows;
import graft.format.convert.peft.matrix.Matrices;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.LoraConfig.CompositionMode;
import graft.spec.adapter.attribute.Alpha;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** LoRA and (IA)^3 of AdapterHub as those of PEFT that compute the same. */
final class LoraExport {
  private final LoraConfig lora;
  private final Optional<AttentionShape> attention;
  private final AdapterConfigFile envelope;
  private final Architecture paths;
  private final ClassPaths spelled;
  private final Map<String, Tensor> tensors = new TreeMap<>();
  private final TreeSet<String> modules = new TreeSet<>();

  /** How many times the rank a module of a fused model has, whose parts add their ranks up. */
  private int parts = 1;

  private LoraExport(LoraConfig lora, SavedAdapter saved, Optional<AttentionShape> attention) {
    this.lora = lora;
    this.attention = attention;
    this.envelope = saved.adapter().envelope();
    this.paths = Known.architecture(envelope.modelType());
    this.spelled = ClassPaths.of(saved);
  }

  /**
   * Moves an adapter and its head.
   *
   * @param attention of the base model, which fused projections depend on
   */
  static PeftAdapter of(SavedAdapter saved, LoraConfig lora, Optional<AttentionShape> attention) {
    return new LoraExport(lora, saved, attention).move(saved);
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
    Set<Role> roles = LoraImport.roles(lora.attnMatrices());
    roles.add(Role.INTERMEDIATE);
    return roles;
  }

  private Map<String, @Nullable Object> config(Optional<PeftHead> head) {
    Map<String, @Nullable Object> config =
        CommonAttributes.of(scales() ? "IA3" : "LORA", envelope, head);
    config.put("target_modules", targets());
    if (scales()) {
      config.put("feedforward_modules", List.of());
      config.put("init_ia3_weights", true);
    } else {
      putLora(config);
    }
    return config;
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
