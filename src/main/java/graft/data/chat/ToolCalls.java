package graft.data.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an assistant calls. Templates write arguments as JSON themselves, so those that come
 * as JSON's text become what it says.
 *
 * @param place of the message
 */
record ToolCalls(String place) {
  /** OpenAI's list of calls. */
  List<Map<String, @Nullable Object>> read(Object value) {
    if (!(value instanceof List<?> given) || given.isEmpty()) {
      throw new IllegalArgumentException(
          "%s.tool_calls must be a list of calls, not %s".formatted(place, Cited.value(value)));
    }
    List<Map<String, @Nullable Object>> calls = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      calls.add(call(given.get(i), "%s.tool_calls[%d]".formatted(place, i)));
    }
    return calls;
  }

  private static Map<String, @Nullable Object> call(@Nullable Object value, String at) {
    if (!(value instanceof Map<?, ?> given)
        || !(given.get("function") instanceof Map<?, ?> function)
        || !(given.get("type") == null || "function".equals(given.get("type")))) {
      throw new IllegalArgumentException(
          at + " must be {\"type\": \"function\", \"function\": {\"name\", \"arguments\"}}");
    }
    Map<String, @Nullable Object> call = new LinkedHashMap<>();
    given.forEach((name, item) -> {
      boolean isKnown = item == null || List.of("id", "type", "function", "index").contains(name);
      if (!isKnown) {
        throw new IllegalArgumentException("%s has %s, which is not read".formatted(at, name));
      }
      if (item != null && !"index".equals(name)) {
        call.put(name.toString(), item);
      }
    });
    call.putIfAbsent("type", "function");
    call.put("function", function(function, at + ".function"));
    return call;
  }

  /** A function's name and arguments. */
  static Map<String, @Nullable Object> function(Map<?, ?> given, String at) {
    Object arguments =
        given.get("arguments") instanceof String text && !text.isBlank()
            ? JsonText.read(text, at + ".arguments")
            : given.get("arguments");
    boolean isCall =
        given.get("name") instanceof String name
            && !name.isEmpty()
            && arguments instanceof Map<?, ?>
            && given.keySet().stream().allMatch(key -> List.of("name", "arguments").contains(key));
    if (!isCall) {
      throw new IllegalArgumentException(
          at + " must have a name, and arguments that are an object or its JSON; nothing else");
    }
    Map<String, @Nullable Object> function = new LinkedHashMap<>();
    function.put("name", given.get("name"));
    function.put("arguments", arguments);
    return function;
  }
}
