package graft.format.tokenizer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A token that is looked for in a text before anything else is done with it. */
record AddedToken(
    String content,
    boolean singleWord,
    boolean lstrip,
    boolean rstrip,
    boolean normalized,
    boolean special) {
  private static final int LONGEST = 1000;

  /** What the reference makes of a name alone. */
  static AddedToken special(String content) {
    return new AddedToken(content, false, false, false, false, true);
  }

  static AddedToken plain(String content) {
    return new AddedToken(content, false, false, false, true, false);
  }

  static AddedToken of(Part part) {
    String content = part.text("content");
    part.require(
        !content.isEmpty() && content.length() <= LONGEST,
        "content must have 1 to %d characters, found %d".formatted(LONGEST, content.length()));
    boolean isSpecial = part.flag("special", false);
    return new AddedToken(
        content,
        part.flag("single_word", false),
        part.flag("lstrip", false),
        part.flag("rstrip", false),
        part.flag("normalized", !isSpecial),
        isSpecial);
  }

  AddedToken asSpecial() {
    return new AddedToken(content, singleWord, lstrip, rstrip, normalized, true);
  }

  Map<String, @Nullable Object> json(int id) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("content", content);
    json.put("single_word", singleWord);
    json.put("lstrip", lstrip);
    json.put("rstrip", rstrip);
    json.put("normalized", normalized);
    json.put("special", special);
    return json;
  }
}
