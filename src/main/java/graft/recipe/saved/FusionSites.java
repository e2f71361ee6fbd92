package graft.recipe.saved;

import graft.format.FileContext;
import graft.format.FileFaults;
import graft.format.Tensor;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a fusion mixes, by the names of its tensors, beside where the adapters of its setup sit.
 *
 * <p>The reference library makes a fusion in every layer, those too that all its adapters leave
 * out. There it has nothing to mix, and nothing comes of its tensors.
 *
 * @param prefix of the base model in the names: {@code bert.}
 * @param occupied published paths of the places where the adapters sit
 */
public record FusionSites(String prefix, Set<String> occupied) {
  private static final Pattern NAME = Pattern.compile("(.*)\\.adapter_fusion_layer\\..*");
  private static final Pattern LAYER = Pattern.compile("\\.\\d+\\.");

  public FusionSites(String prefix, Collection<String> occupied) {
    this(prefix, Set.copyOf(occupied));
  }

  /**
   * The tensors that mix something. Adds a fault for each place that has a fusion's tensors or
   * adapters of its setup, and not both.
   */
  public Map<String, Tensor> mixing(Map<String, Tensor> tensors, FileFaults faults) {
    Set<String> kinds = occupied.stream().map(FusionSites::kind).collect(Collectors.toSet());
    Set<String> mixed = new TreeSet<>();
    Map<String, Tensor> mixing = new TreeMap<>(tensors);
    for (String name : tensors.keySet()) {
      String path = path(name);
      if (occupied.contains(path)) {
        mixed.add(path);
      } else if (kinds.contains(kind(path))) {
        mixing.remove(name);
      } else if (!path.isEmpty()) {
        faults.add(
            "wrong_place",
            "the fusion mixes at %s, where none of the adapters of its setup sits"
                .formatted(FileContext.printable(path)));
      }
    }
    new TreeSet<>(occupied)
        .stream()
            .filter(path -> !mixed.contains(path))
            .forEach(path ->
                faults.add(
                    "wrong_place",
                    "the adapters of the setup sit at %s, where the fusion has no tensors"
                        .formatted(path)));
    return mixing;
  }

  /** The place of a tensor; nothing if it is not a fusion's. */
  private String path(String tensor) {
    Matcher name = NAME.matcher(tensor);
    if (!name.matches()) {
      return "";
    }
    String path = name.group(1);
    return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
  }

  /** The same for all layers. */
  private static String kind(String path) {
    return LAYER.matcher(path).replaceFirst(".*.");
  }
}
