package graft.table.source;

import java.util.OptionalInt;

/** What no text may hold, since neither databases nor other programs can keep it. */
public final class Texts {
  private static final String NUL = "found the character U+0000, which no text may hold";
  private static final String LONE = "found half of a surrogate pair, which is no character";

  private Texts() {}

  /** The index of U+0000 or of a lone surrogate. */
  public static OptionalInt flaw(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit == 0) {
        return OptionalInt.of(i);
      }
      if (Character.isSurrogate(unit)) {
        boolean isPair =
            Character.isHighSurrogate(unit)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!isPair) {
          return OptionalInt.of(i);
        }
        i++;
      }
    }
    return OptionalInt.empty();
  }

  public static String explained(char flaw) {
    return flaw == 0 ? NUL : LONE;
  }
}
