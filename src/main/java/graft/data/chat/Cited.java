package graft.data.chat;

import org.jspecify.annotations.Nullable;

/** A value of a row, as far as a sentence has room for it. */
final class Cited {
  private static final int MOST = 60;

  private Cited() {}

  static String value(@Nullable Object value) {
    String text = value instanceof String ? '"' + value.toString() + '"' : String.valueOf(value);
    return text.length() <= MOST ? text : text.substring(0, MOST - 1) + "…";
  }
}
