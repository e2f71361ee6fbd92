package graft.format.convert.adapterhub;

import graft.format.FileContext;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.spec.Codec;
import graft.spec.Suggestion;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import graft.spec.adapter.attribute.SwitchedOff;
import graft.spec.scalar.Scalars;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of AdapterHub's files that say nothing: those of its first versions which no later one
 * reads, and unknown ones that are off. The library keeps them and passes over them.
 */
public final class DeadAttributes {
  private static final String ARCHITECTURE = "architecture";
  private static final String PARTS = "configs";

  /** Of fusions, when these were configured with the adapters that they mix. */
  private static final Set<String> DEAD =
      Set.of(
          "attention_type",
          "new_attention_norm",
          "key",
          "query",
          "value",
          "query_before_ln",
          "regularization",
          "residual_before",
          "temperature",
          "value_before_softmax",
          "value_initialized");

  private final AdapterConfigFile said;
  private final List<String> notices = new ArrayList<>();

  private DeadAttributes(AdapterConfigFile said) {
    this.said = said;
  }

  /** The same adapter without them, and with a notice of each that was on. */
  public static SavedAdapter without(SavedAdapter saved) {
    SavedPart adapter = saved.adapter();
    DeadAttributes dead = new DeadAttributes(adapter.envelope());
    Map<String, @Nullable Object> left = dead.left(adapter.envelope().config().orElse(Map.of()));
    SavedPart alive = new SavedPart(adapter.envelope().withConfig(left), adapter.tensors());
    return new SavedAdapter(alive, saved.head(), saved.notices()).noting(dead.notices);
  }

  private Map<String, @Nullable Object> left(Map<?, ?> config) {
    Object architecture = config.get(ARCHITECTURE);
    Set<String> known = new HashSet<>(known(architecture));
    Map<String, @Nullable Object> left = new TreeMap<>();
    config.forEach((key, value) -> {
      String name = key.toString();
      if (known.contains(name) || !isLeftAside(name, value, architecture == null, known)) {
        left.put(name, value instanceof List<?> list && name.equals(PARTS) ? parts(list) : value);
      }
    });
    return left;
  }

  private List<?> parts(List<?> parts) {
    return parts.stream().map(part -> part instanceof Map<?, ?> map ? left(map) : part).toList();
  }

  /** The attributes that are read; of what is no method here all are left to who refuses it. */
  private Collection<String> known(@Nullable Object architecture) {
    boolean isFusion = !said.adapterNames().isEmpty();
    AdapterConfig any =
        any(String.valueOf(architecture))
            .orElseGet(() -> isFusion ? Presets.FUSION : any(Presets.BOTTLENECK).orElseThrow());
    List<String> known = new ArrayList<>(Codec.namesOf(((Record) any).getClass()));
    known.add(ARCHITECTURE);
    known.addAll(SwitchedOff.ATTRIBUTES.keySet());
    return known;
  }

  private static Optional<AdapterConfig> any(String architecture) {
    return Presets.general(architecture).or(() -> Presets.written(architecture, Map.of()));
  }

  private boolean isLeftAside(
      String key, @Nullable Object value, boolean isBottleneck, Set<String> known) {
    boolean isOff = value == null || Boolean.FALSE.equals(value);
    boolean isDead =
        isBottleneck
            && (DEAD.contains(key) || (isOld() && Suggestion.nearest(key, known).isEmpty()));
    if (value != null && !isOff && isDead) {
      notices.add(
          "adapter_config.json: %s is %s, which no later version of AdapterHub reads: left aside"
              .formatted(FileContext.printable(key), FileContext.printable(Scalars.shown(value))));
    }
    return isOff || isDead;
  }

  /** Files of the first versions have no version, or tell tasks from languages. */
  private boolean isOld() {
    return said.version().isEmpty() || said.more().containsKey("type");
  }
}
