package graft.spec.generation;

import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;

/** Texts of which any ends what is generated: one or a list in JSON. */
public record StopTexts(List<String> texts) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "oneOf",
          List.of(
              Map.of("type", "string", "minLength", 1, "maxLength", 256),
              Map.of(
                  "type",
                  "array",
                  "maxItems",
                  16,
                  "items",
                  Map.of("type", "string", "minLength", 1, "maxLength", 256))));

  public static final StopTexts NONE = new StopTexts(List.of());

  private static final int MOST = 16;
  private static final int LONGEST = 256;
  private static final String EXPECTED =
      "a text of 1 to " + LONGEST + " characters or a list of at most " + MOST + " of them";

  public StopTexts {
    texts = List.copyOf(texts);
  }

  public static StopTexts read(Object json) {
    List<?> given = json instanceof List<?> list ? list : List.of(json);
    if (given.size() > MOST) {
      throw new IllegalArgumentException(EXPECTED);
    }
    return new StopTexts(given.stream().map(StopTexts::text).toList());
  }

  private static String text(Object json) {
    boolean isText =
        json instanceof String text
            && !text.isEmpty()
            && text.codePointCount(0, text.length()) <= LONGEST;
    if (!isText) {
      throw new IllegalArgumentException(EXPECTED);
    }
    return (String) json;
  }

  @Override
  public Object json() {
    return texts;
  }
}
