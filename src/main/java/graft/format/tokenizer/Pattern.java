package graft.format.tokenizer;

import java.util.Set;

/**
 * The patterns of {@code Split} and {@code Replace}. The native library's expressions go back on
 * their steps, some without end, so there may be none but those of the model families, and those
 * that have nothing to go back to: one class of characters, repeated or not.
 */
final class Pattern {
  private static final int LONGEST = 500;

  /** GPT-2, GPT-4, LLaMA 3, Qwen 2, DeepSeek, o200k and CLIP, as their files write them. */
  private static final Set<String> KNOWN =
      Set.of(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
              + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
              + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+");

  /** One character, one escaped character or class of characters. */
  private static final String ATOM =
      "(?:[^\\\\\\[\\](){}*+?|.^$]|\\\\[sSdDwWrnt]|\\\\[^A-Za-z0-9]|\\\\p\\{\\^?[A-Za-z_]{1,30}\\}|"
          + "\\[\\^?(?:[^\\\\\\[\\]&]|\\\\[sSdDwWrnt]|\\\\[^A-Za-z0-9]|\\\\p\\{\\^?[A-Za-z_]{1,30}\\}){1,100}\\])";

  private static final java.util.regex.Pattern ONE_CLASS =
      java.util.regex.Pattern.compile(ATOM + "(?:[*+?]|\\{\\d{1,3}(?:,\\d{0,3})?\\})?");

  private static final java.util.regex.Pattern LITERAL =
      java.util.regex.Pattern.compile("(?:[^\\\\\\[\\](){}*+?|.^$]|\\\\[^A-Za-z0-9]){1,100}");

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
        ("the expression %s is none of the model families', and may take endless time on some"
                + " text; known are theirs, a literal text, and one class of characters with a"
                + " quantifier")
            .formatted(Part.shown(regex)));
  }

  static boolean isSafe(String regex) {
    return regex.length() <= LONGEST
        && (KNOWN.contains(regex)
            || LITERAL.matcher(regex).matches()
            || (ONE_CLASS.matcher(regex).matches() && !mayBeEmpty(regex)));
  }

  /** What matches nothing matches everywhere. */
  private static boolean mayBeEmpty(String regex) {
    return regex.endsWith("*") || regex.endsWith("?") || regex.matches(".*\\{0{1,3}(,\\d*)?\\}");
  }
}
