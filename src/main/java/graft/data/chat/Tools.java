package graft.data.chat;

import graft.spec.Faults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what an assistant may call: OpenAI's list, the same as a text, or bare functions. */
public record Tools(Faults faults) {
  /**
   * @param here where it stands
   */
  public Optional<List<?>> read(@Nullable Object value, String here) {
    Object json =
        value instanceof String text && !text.isBlank() ? JsonText.read(text).orElse(text) : value;
    return switch (json) {
      case null -> Optional.empty();
      case String text when text.isBlank() -> Optional.empty();
      case List<?> tools when tools.isEmpty() -> Optional.empty();
      case List<?> tools -> {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
          tool(tools.get(i), here + "/" + i).ifPresent(all::add);
        }
        yield Optional.of(all);
      }
      case Object other -> {
        faults.add(
            here, "wrong_type", "tools must be a list of functions, not " + Cited.value(other));
        yield Optional.empty();
      }
    };
  }

  private Optional<Object> tool(@Nullable Object value, String here) {
    if (value instanceof Map<?, ?> tool && tool.get("function") instanceof Map<?, ?>) {
      return Optional.of(tool);
    }
    if (value instanceof Map<?, ?> function && function.get("name") instanceof String) {
      Map<String, Object> tool = new LinkedHashMap<>();
      tool.put("type", "function");
      tool.put("function", function);
      return Optional.of(tool);
    }
    faults.add(
        here, "wrong_type", "a tool must be {\"type\": \"function\", \"function\": {\"name\", …}}");
    return Optional.empty();
  }
}
