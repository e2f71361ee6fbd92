package graft.template.python;

/**
 * Finding a text in another in time that does not grow with both: the JDK's search compares a long
 * needle anew at each place.
 */
public final class Search {
  /** The longest needle that the JDK looks for; longer ones are worth {@link #cost} each. */
  public static final int SHORT = 32;

  private Search() {}

  /** How many characters must be read to look for a needle once. */
  public static long cost(String text, String needle) {
    return needle.length() <= SHORT ? text.length() : 8L * text.length();
  }

  /** Where {@code needle} is first found from {@code from} on; -1 if nowhere. */
  public static int first(String text, String needle, int from) {
    return needle.length() <= SHORT ? text.indexOf(needle, from) : scan(text, needle, from);
  }

  /** Where {@code needle} is last found before {@code end}; -1 if nowhere. */
  public static int last(String text, String needle, int end) {
    if (needle.length() <= SHORT) {
      return text.lastIndexOf(needle, end - needle.length());
    }
    String reversed = reversed(text.substring(0, end));
    int at = scan(reversed, reversed(needle), 0);
    return at < 0 ? -1 : end - at - needle.length();
  }

  /** The characters of UTF-16 from the last to the first, pairs torn. */
  private static String reversed(String text) {
    char[] units = text.toCharArray();
    for (int i = 0, j = units.length - 1; i < j; i++, j--) {
      char unit = units[i];
      units[i] = units[j];
      units[j] = unit;
    }
    return new String(units);
  }

  /** Knuth, Morris and Pratt (1977). */
  private static int scan(String text, String needle, int from) {
    int[] back = new int[needle.length()];
    for (int i = 1, k = 0; i < needle.length(); i++) {
      while (k > 0 && needle.charAt(i) != needle.charAt(k)) {
        k = back[k - 1];
      }
      k += needle.charAt(i) == needle.charAt(k) ? 1 : 0;
      back[i] = k;
    }
    for (int i = from, k = 0; i < text.length(); i++) {
      while (k > 0 && text.charAt(i) != needle.charAt(k)) {
        k = back[k - 1];
      }
      k += text.charAt(i) == needle.charAt(k) ? 1 : 0;
      if (k == needle.length()) {
        return i - k + 1;
      }
    }
    return -1;
  }
}
