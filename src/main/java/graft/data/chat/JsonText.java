package graft.data.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** JSON that stands in a text of a row. */
final class JsonText {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonText() {}

  /**
   * @param at where it stands, for people
   * @throws IllegalArgumentException if it is none
   */
  static @Nullable Object read(String text, String at) {
    try {
      return JSON.readValue(text, Object.class);
    } catch (JacksonException broken) {
      throw new IllegalArgumentException(
          "%s must be JSON, not %s".formatted(at, Cited.value(text)), broken);
    }
  }
}
