package graft.template.value;

/**
 * A text, counted in code points as Python counts. One that is marked as safe stays so where
 * MarkupSafe keeps it; a mark is no part of its value.
 */
public final class Str implements Value {
  public static final Str EMPTY = new Str("", false);

  private final String text;
  private final boolean isSafe;
  private int length = -1;

  private Str(String text, boolean isSafe) {
    this.text = text;
    this.isSafe = isSafe;
  }

  /** A plain text. */
  public static Str of(String text) {
    return text.isEmpty() ? EMPTY : new Str(text, false);
  }

  /** A text that counts as HTML already. */
  public static Str safe(String text) {
    return new Str(text, true);
  }

  /** Another text, marked as this one is. */
  public Str like(String other) {
    return isSafe ? safe(other) : of(other);
  }

  public String text() {
    return text;
  }

  /** Whether it counts as HTML already. */
  public boolean isSafe() {
    return isSafe;
  }

  /** How many code points it has. */
  public int length() {
    if (length < 0) {
      length = text.codePointCount(0, text.length());
    }
    return length;
  }

  /** Where in {@link #text} a code point begins. */
  public int offset(int index) {
    return length() == text.length() ? index : text.offsetByCodePoints(0, index);
  }

  /** Which code point begins at an offset of {@link #text}. */
  public int index(int offset) {
    return length() == text.length() ? offset : text.codePointCount(0, offset);
  }

  /** The code point at an index. */
  public String at(int index) {
    int offset = offset(index);
    return text.substring(offset, offset + Character.charCount(text.codePointAt(offset)));
  }

  /** The code points from one index to another. */
  public String part(int from, int to) {
    return text.substring(offset(from), offset(to));
  }

  @Override
  public String typeName() {
    return isSafe ? "Markup" : "str";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Str str && str.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
