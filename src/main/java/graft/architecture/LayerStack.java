package graft.architecture;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of layers that have the same modules.
 *
 * @param path of a layer below the model's prefix, {@code {}} in place of its number: {@code
 *     encoder.layer.{}.}
 */
public record LayerStack(Stack stack, String path, List<Projection> projections) {
  private static final String NUMBER = "{}";

  public LayerStack {
    projections = List.copyOf(projections);
  }

  /** The path of a layer, with a final dot. */
  public String layer(int number) {
    return path.replace(NUMBER, Integer.toString(number));
  }

  /** A path taken apart: the layer's number, and what is left behind it. */
  public record Inside(int number, String rest) {}

  /** The layer that a path leads into; empty if it leads elsewhere. */
  public Optional<Inside> inside(String modulePath) {
    Matcher matcher = pattern().matcher(modulePath);
    return matcher.matches()
        ? Optional.of(new Inside(Integer.parseInt(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  private Pattern pattern() {
    int at = path.indexOf(NUMBER);
    return Pattern.compile(
        Pattern.quote(path.substring(0, at))
            + "(\\d{1,6})"
            + Pattern.quote(path.substring(at + NUMBER.length()))
            + "(.+)");
  }
}
