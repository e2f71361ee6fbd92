package graft.spec;

/** Texts that somebody sent, made so that an answer may repeat them. */
public final class Excerpt {
  private static final String GAP = "…";

  private static final int LONGEST_NAME = 300;

  private Excerpt() {}

  /** A name from outside, shortened and without control characters. */
  public static String printable(String name) {
    String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
    return shown.replaceAll("\\p{C}", "?");
  }

  /** The text, or its beginning and end with an ellipsis between, {@code most} characters long. */
  public static String of(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most / 3;
    int start = most - end - GAP.length();
    return text.substring(0, before(text, start))
        + GAP
        + text.substring(before(text, text.length() - end));
  }

  /** The same place, or the one before it where it would cut a pair of surrogates. */
  private static int before(String text, int place) {
    boolean isWithinPair =
        Character.isLowSurrogate(text.charAt(place))
            && Character.isHighSurrogate(text.charAt(place - 1));
    return isWithinPair ? place - 1 : place;
  }
}
