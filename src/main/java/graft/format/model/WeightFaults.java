package graft.format.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be wrong with weights whose every tensor can be read. */
final class WeightFaults {
  private static final int MOST_SHOWN = 5;

  /** A stack of layers by what stands before the number; the outermost number counts. */
  private static final Pattern LAYER =
      Pattern.compile(
          "((?:[^.]+\\.)*?(?:encoder\\.layer|transformer\\.layer|layers|block|h))\\.(\\d{1,6})\\..*");

  private WeightFaults() {}

  /**
   * @param names of all tensors
   * @param notFinite what was found of their numbers
   * @param layers how many the configuration says, of all stacks together
   */
  static List<String> of(Set<String> names, List<String> notFinite, int layers) {
    List<String> faults = new ArrayList<>();
    int found = layers(names);
    if (found > 0 && found != layers) {
      faults.add(
          "config.json says that the model has %d layers, and the weights have %d"
              .formatted(layers, found));
    }
    faults.addAll(notFinite.subList(0, Math.min(MOST_SHOWN, notFinite.size())));
    if (notFinite.size() > MOST_SHOWN) {
      faults.add("%d more tensors hold such numbers".formatted(notFinite.size() - MOST_SHOWN));
    }
    return faults;
  }

  private static int layers(Set<String> names) {
    Map<String, Integer> stacks = new TreeMap<>();
    for (String name : names) {
      Matcher layer = LAYER.matcher(name);
      if (layer.matches()) {
        stacks.merge(layer.group(1), Integer.parseInt(layer.group(2)) + 1, Math::max);
      }
    }
    return stacks.values().stream().mapToInt(Integer::intValue).sum();
  }
}
