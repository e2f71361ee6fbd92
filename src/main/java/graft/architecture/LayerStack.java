package graft.architecture;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of layers that have the same modules.
 *
 * @param path of a layer below the model's prefix, {@code {}} in place of its number: {@code
 *     encoder.layer.{}.}; where layers are in groups, of the group's number and of the layer's in
 *     it
 * @param group how many layers a group has; layers are counted through all groups
 */
public record LayerStack(Stack stack, String path, int group, List<Projection> projections) {
  private static final String NUMBER = "{}";

  /** More layers than a group has: numbers of layers in groups that no configuration told of. */
  private static final int UNTOLD = 1000;

  public LayerStack {
    projections = List.copyOf(projections);
  }

  /** Layers whose groups, if the path has any, are of a size that the configuration tells. */
  public LayerStack(Stack stack, String path, List<Projection> projections) {
    this(stack, path, UNTOLD, projections);
  }

  /** The same as a configuration groups it. */
  public LayerStack inGroupsOf(int layers) {
    return new LayerStack(stack, path, layers, projections);
  }

  /** The path of a layer, with a final dot. */
  public String layer(int number) {
    return isGrouped() ? put(number % group, put(number / group, path)) : put(number, path);
  }

  private static String put(int number, String path) {
    int at = path.indexOf(NUMBER);
    return path.substring(0, at) + number + path.substring(at + NUMBER.length());
  }

  private boolean isGrouped() {
    return path.indexOf(NUMBER) != path.lastIndexOf(NUMBER);
  }

  /** A path taken apart: the layer's number, and what is left behind it. */
  public record Inside(int number, String rest) {}

  /** The layer that a path leads into; empty if it leads elsewhere. */
  public Optional<Inside> inside(String modulePath) {
    Matcher matcher = pattern().matcher(modulePath);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(matcher.group(1));
    if (!isGrouped()) {
      return Optional.of(new Inside(first, matcher.group(2)));
    }
    int inGroup = Integer.parseInt(matcher.group(2));
    return inGroup < group
        ? Optional.of(new Inside(first * group + inGroup, matcher.group(3)))
        : Optional.empty();
  }

  private Pattern pattern() {
    String digits = isGrouped() ? "(\\d{1,4})" : "(\\d{1,6})";
    return Pattern.compile(Pattern.quote(path).replace(NUMBER, "\\E" + digits + "\\Q") + "(.+)");
  }
}
