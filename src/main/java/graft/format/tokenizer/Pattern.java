package graft.format.tokenizer;

import java.util.Set;

/**
 * The patterns of {@code Split} and {@code Replace}. The native library's expressions go back on
 * their steps, some without end, so there may be none but those that cannot, and a few of the model
 * families.
 */
final class Pattern {
  private static final int LONGEST = 1_000;

  /** BLOOM's class holds another one; BigBird's begins at the start of a line only. */
  private static final Set<String> KNOWN = Set.of(" ?[^(\\s|[.,!?…。，、।۔،])]+", "^▁+$");

  private Pattern() {}

  /** Checks the attribute {@code pattern}: {@code {"String": …}} or {@code {"Regex": …}}. */
  static void require(Part part) {
    Part pattern = part.part("pattern");
    if (pattern.has("String")) {
      String text = pattern.text("String");
      pattern.require(
          !text.isEmpty() && text.length() <= LONGEST,
          "the text must have 1 to %d characters, found %d".formatted(LONGEST, text.length()));
      return;
    }
    String regex = pattern.text("Regex");
    pattern.require(
        isSafe(regex),
        ("the expression %s may take endless time on some text: a repetition may be followed only by"
                + " what may be left out, and groups cannot be repeated")
            .formatted(Part.shown(regex)));
  }

  static boolean isSafe(String regex) {
    return regex.length() <= LONGEST
        && (KNOWN.contains(regex) || Expression.isLinear(escaped(regex)) || isOfRun(regex));
  }

  /** DeepSeek's files have breaks as they are where others write them. */
  private static String escaped(String regex) {
    return regex.replace("\r", "\\r").replace("\n", "\\n");
  }

  /** As it stands in a file, or as it is given to the native library. */
  private static boolean isOfRun(String regex) {
    int end = regex.indexOf(')') + 1;
    String bare = regex.startsWith("(?<!") ? regex.substring(end) : regex;
    return RunPattern.linear(bare)
        .filter(linear -> bare.equals(regex) || linear.equals(regex))
        .isPresent();
  }
}
