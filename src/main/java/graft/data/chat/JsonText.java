package graft.data.chat;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** JSON that stands in a text of a row. */
final class JsonText {
  private JsonText() {}

  /** What it says; empty if it is none, or null. */
  static Optional<Object> read(String text) {
    try {
      return Optional.ofNullable(JsonMapper.shared().readValue(text, Object.class));
    } catch (JacksonException broken) {
      return Optional.empty();
    }
  }
}
