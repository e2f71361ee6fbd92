package graft.spec.adapter.notation;

import java.util.ArrayList;
import java.util.List;

/** Cuts {@code "prefix_tuning|par_bn[reduction_factor=2]"} where a bar joins two parts. */
public final class NotationParts {
  private NotationParts() {}

  /** The parts without surrounding space; bars inside of brackets and quotes do not count. */
  public static List<String> of(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
      } else if (c == '|' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }
}
