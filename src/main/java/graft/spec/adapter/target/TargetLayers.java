package graft.spec.adapter.target;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which modules PEFT adapts.
 *
 * @param modules that are named
 * @param layers to which this holds; all where empty
 * @param excluded paths of modules or ends of these that are left out all the same
 */
public record TargetLayers(TargetModules modules, Set<Integer> layers, List<String> excluded) {
  private static final Pattern NUMBERED = Pattern.compile("\\.(\\d{1,6})\\.");

  public TargetLayers {
    layers = Set.copyOf(layers);
    excluded = List.copyOf(excluded);
  }

  /**
   * Whether a module is adapted. As in PEFT its layer is the first number in its path, and modules
   * that are named by their whole path are adapted in any layer.
   *
   * @param path without the base model's prefix
   */
  public boolean has(String path) {
    return excluded.stream().noneMatch(name -> TargetModules.isNamed(path, name))
        && (modules.hasWhole(path) || (isInLayers(path) && modules.has(path)));
  }

  private boolean isInLayers(String path) {
    if (layers.isEmpty()) {
      return true;
    }
    Matcher numbered = NUMBERED.matcher(path);
    return numbered.find() && layers.contains(Integer.valueOf(numbered.group(1)));
  }
}
