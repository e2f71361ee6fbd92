package graft.data.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what an assistant may call: OpenAI's list, the same as a text, or bare functions. */
final class Tools {
  private Tools() {}

  /**
   * @throws IllegalArgumentException that names what is wrong
   */
  static Optional<List<?>> read(@Nullable Object value) {
    Object json =
        value instanceof String text && !text.isBlank() ? JsonText.read(text, "tools") : value;
    return switch (json) {
      case null -> Optional.empty();
      case String _ -> Optional.empty();
      case List<?> tools when tools.isEmpty() -> Optional.empty();
      case List<?> tools -> {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
          all.add(tool(tools.get(i), i));
        }
        yield Optional.of(all);
      }
      case Object other ->
          throw new IllegalArgumentException(
              "tools must be a list of functions, not " + Cited.value(other));
    };
  }

  private static Object tool(@Nullable Object value, int place) {
    if (value instanceof Map<?, ?> tool && tool.get("function") instanceof Map<?, ?>) {
      return tool;
    }
    if (value instanceof Map<?, ?> function && function.get("name") instanceof String) {
      Map<String, Object> tool = new LinkedHashMap<>();
      tool.put("type", "function");
      tool.put("function", function);
      return tool;
    }
    throw new IllegalArgumentException(
        "tools[%d] must be {\"type\": \"function\", \"function\": {\"name\", …}}".formatted(place));
  }
}
