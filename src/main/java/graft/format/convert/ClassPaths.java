package graft.format.convert;

import graft.architecture.Architecture;
import graft.architecture.HeadKind;
import graft.architecture.Quirk;
import graft.architecture.SpanPrefix;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The paths of a base model's modules in the class of transformers that answers through a head.
 *
 * @param prefix of the base model in that class; empty where it is the base model itself
 */
public record ClassPaths(Architecture names, String prefix) {
  private static final Set<HeadKind> BEHIND = Set.of(HeadKind.SEQUENCE, HeadKind.TOKENS);

  /** In the class of an adapter's head; without one, in the class that writes. */
  public static ClassPaths of(SavedAdapter saved) {
    return of(
        Known.architecture(saved.adapter().envelope().modelType()),
        saved.head().flatMap(ClassPaths::kind));
  }

  /** In the class of a kind of heads. */
  public static ClassPaths of(Architecture names, Optional<HeadKind> head) {
    boolean isBare =
        names.quirks().contains(Quirk.PREFIX_WITH_SEQUENCE_HEADS_ONLY)
            && head.filter(BEHIND::contains).isEmpty();
    Optional<String> ofSpans =
        head.filter(HeadKind.SPAN::equals)
            .flatMap(_ -> SpanPrefix.of(names))
            .map(SpanPrefix::ofClass);
    return new ClassPaths(names, isBare ? "" : ofSpans.orElse(names.prefix()));
  }

  private static Optional<HeadKind> kind(SavedPart head) {
    return head.envelope()
        .config()
        .map(config -> HeadKind.ofHeadType(config.get("head_type")))
        .orElseGet(() -> HeadKind.ofClass(head.envelope().modelClass()));
  }

  /** A path, with a prefix or without. */
  public String of(String path) {
    return prefix.equals(names.prefix()) ? names.whole(path) : prefix + names.bare(path);
  }

  /** Names of modules, of which some may be whole paths with the prefix. */
  public List<String> ofNames(List<String> some) {
    return some.stream().map(this::ofName).toList();
  }

  /** What is said of modules by their names. */
  public <V> Map<String, V> ofNames(Map<String, V> some) {
    Map<String, V> said = new LinkedHashMap<>();
    some.forEach((name, value) -> said.put(ofName(name), value));
    return said;
  }

  private String ofName(String name) {
    return name.startsWith(names.prefix()) ? prefix + names.bare(name) : name;
  }
}
