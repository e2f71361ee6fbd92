package graft.format.tokenizer;

import java.util.Set;

/**
 * A regular expression that is matched in time linear in the text, by an engine that goes back on
 * its steps. It is a choice of branches; a branch is a row of single characters and classes of
 * them, and of groups of such rows. Groups do not repeat, and what follows an unbounded repetition
 * may be left out: so a repetition, once begun, is never tried again with less.
 */
final class Expression {
  private static final int UNBOUNDED = Integer.MAX_VALUE;
  private static final int DEEPEST = 2;
  private static final int MOST_ITEMS = 200;

  /** Ways to match a text with a branch, before its repetition. */
  private static final int MOST_WAYS = 64;

  private static final String LETTERS_OF_CLASSES = "sSdDwWrntvfhH";

  /**
   * Branches of published families that are linear beside their neighbours only: what they give up
   * on, the next one takes whole.
   */
  private static final Set<String> PUBLISHED =
      Set.of(
          "\\s+(?!\\S)",
          "\\s*[\\r\\n]+",
          "\\s*[\\r\\n]",
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+",
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?");

  /** One of these takes what such a branch gives up on. */
  private static final Set<String> TAKERS =
      Set.of(
          "\\s+",
          "\\s",
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*",
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?");

  private final String text;
  private int at;
  private int items;

  private Expression(String text) {
    this.text = text;
  }

  static boolean isLinear(String regex) {
    Expression expression = new Expression(regex);
    return expression.choice(0) > 0 && expression.at == regex.length();
  }

  /** Reads branches; gives the ways to match them, 0 if they are not of this language. */
  private int choice(int depth) {
    int ways = 0;
    do {
      int more = depth == 0 && isPublished() ? 1 : new Branch(depth).ways();
      if (more == 0) {
        return 0;
      }
      ways += more;
    } while (eat('|'));
    return ways;
  }

  private boolean isPublished() {
    for (String branch : PUBLISHED) {
      int end = at + branch.length();
      boolean isWhole = end == text.length() || (end < text.length() && text.charAt(end) == '|');
      if (text.startsWith(branch, at) && isWhole && isTaken(end, branch.charAt(0))) {
        at = end;
        return true;
      }
    }
    return false;
  }

  private boolean isTaken(int from, char first) {
    return TAKERS.stream()
        .filter(taker -> taker.charAt(0) == first)
        .anyMatch(taker -> (text.substring(from) + "|").contains("|" + taker + "|"));
  }

  /** One row, and what is known of it so far. */
  private final class Branch {
    private final int depth;
    private int ways = 1;
    private boolean hasRepetition;
    private boolean needsCharacter;

    Branch(int depth) {
      this.depth = depth;
    }

    /** Reads it; what matches nothing would match everywhere. */
    int ways() {
      while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
        if (!item()) {
          return 0;
        }
      }
      return needsCharacter ? ways : 0;
    }

    private boolean item() {
      boolean isGroup = text.charAt(at) == '(';
      int inside = isGroup ? group(depth + 1) : atom() ? 1 : 0;
      if (inside == 0 || ++items > MOST_ITEMS) {
        return false;
      }
      Quantifier times = quantifier();
      boolean repeats = times.most == UNBOUNDED;
      if (times.least < 0 || (isGroup && times.most > 1) || (repeats && depth > 0)) {
        return false;
      }
      if (hasRepetition && times.least > 0) {
        return false;
      }
      hasRepetition |= repeats;
      needsCharacter |= times.least > 0;
      items += repeats ? 0 : times.most;
      ways *= inside * (repeats ? 1 : times.most - times.least + 1);
      return ways <= MOST_WAYS && items <= MOST_ITEMS;
    }
  }

  /** {@code (…)}, {@code (?:…)}, {@code (?i:…)} */
  private int group(int depth) {
    at++;
    if (eat('?')) {
      boolean _ = eat('i');
      if (!eat(':')) {
        return 0;
      }
    }
    int ways = depth > DEEPEST ? 0 : choice(depth);
    return eat(')') ? ways : 0;
  }

  private record Quantifier(int least, int most) {
    static final Quantifier WRONG = new Quantifier(-1, -1);
  }

  private Quantifier quantifier() {
    Quantifier times = new Quantifier(1, 1);
    if (eat('?')) {
      times = new Quantifier(0, 1);
    } else if (eat('*')) {
      times = new Quantifier(0, UNBOUNDED);
    } else if (eat('+')) {
      times = new Quantifier(1, UNBOUNDED);
    } else if (eat('{')) {
      times = braces();
      // Another sign behind braces repeats what they repeat.
      return eat('+') && times.least > 0 ? new Quantifier(1, UNBOUNDED) : times;
    } else {
      return times;
    }
    // What keeps all that it took goes back even less.
    boolean _ = eat('+');
    return times;
  }

  private Quantifier braces() {
    int least = number();
    int most = least;
    if (eat(',')) {
      boolean isOpen = at < text.length() && text.charAt(at) == '}';
      most = isOpen ? UNBOUNDED : number();
    }
    return eat('}') && least >= 0 && most >= Math.max(1, least)
        ? new Quantifier(least, most)
        : Quantifier.WRONG;
  }

  private int number() {
    int start = at;
    while (at < text.length() && at - start < 3 && isDigit(text.charAt(at))) {
      at++;
    }
    return at == start ? -1 : Integer.parseInt(text, start, at, 10);
  }

  private boolean atom() {
    char first = text.charAt(at);
    if (first == '\\') {
      return escape();
    }
    if (first == '[') {
      return characters();
    }
    if ("])}{*+?|^$".indexOf(first) >= 0) {
      return false;
    }
    at += Character.charCount(text.codePointAt(at));
    return true;
  }

  /** {@code […]} without classes in it, and without intersections. */
  private boolean characters() {
    at++;
    boolean _ = eat('^');
    int start = at;
    while (at < text.length() && text.charAt(at) != ']') {
      if (text.charAt(at) == '[' || text.startsWith("&&", at)) {
        return false;
      }
      if (text.charAt(at) != '\\') {
        at++;
      } else if (!escape()) {
        return false;
      }
    }
    return at > start && eat(']');
  }

  private boolean escape() {
    at++;
    if (at >= text.length()) {
      return false;
    }
    char letter = text.charAt(at++);
    if (letter == 'p' || letter == 'P') {
      int end = text.indexOf('}', at);
      boolean isName = end > 0 && text.substring(at, end).matches("\\{\\^?[A-Za-z_]{1,30}");
      at = isName ? end + 1 : at;
      return isName;
    }
    return !(isDigit(letter)
            || (letter >= 'A' && letter <= 'Z')
            || (letter >= 'a' && letter <= 'z'))
        || LETTERS_OF_CLASSES.indexOf(letter) >= 0;
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  private boolean eat(char wanted) {
    boolean isThere = at < text.length() && text.charAt(at) == wanted;
    at += isThere ? 1 : 0;
    return isThere;
  }
}
