package graft.chat;

import graft.spec.Faults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the calls of an assistant's message: {@code {"id", "type": "function", "function": {"name",
 * "arguments"}}}. Arguments that are an object written as text become that object.
 */
final class ToolCallReader {
  private static final Set<String> CALL = Set.of("id", "type", "function", "index");
  private static final Set<String> FUNCTION = Set.of("name", "arguments", "description");
  private static final String ARGUMENTS = "arguments";

  private final Faults faults;

  ToolCallReader(Faults faults) {
    this.faults = faults;
  }

  List<?> read(@Nullable Object json, String message) {
    String pointer = message + "/tool_calls";
    List<Object> calls = new ArrayList<>();
    if (!(json instanceof List<?> items)) {
      faults.add(pointer, "wrong_type", "tool_calls must be a list of calls");
      return calls;
    }
    for (int i = 0; i < items.size(); i++) {
      calls.add(call(items.get(i), pointer + "/" + i));
    }
    return calls;
  }

  /** A call may also be the function itself, as some data sets have it. */
  private Map<String, @Nullable Object> call(@Nullable Object json, String here) {
    if (!(json instanceof Map<?, ?> object)) {
      faults.add(here, "wrong_type", "a tool call must be an object");
      return Map.of();
    }
    boolean isBare = !object.containsKey("function") && object.containsKey("name");
    if (isBare) {
      return function(object, here);
    }
    Map<String, @Nullable Object> call = known(object, CALL, here);
    if (call.get("function") instanceof Map<?, ?> function) {
      call.put("function", function(function, here + "/function"));
    } else {
      faults.add(
          here + "/function", "missing", "a tool call has a function with name and arguments");
    }
    return call;
  }

  private Map<String, @Nullable Object> function(Map<?, ?> json, String here) {
    Map<String, @Nullable Object> function = known(json, FUNCTION, here);
    if (!(function.get("name") instanceof String)) {
      faults.add(here + "/name", "missing", "the name of the function must be a string");
    }
    function.computeIfPresent(
        ARGUMENTS, (_, value) -> value instanceof String text ? object(text) : value);
    return function;
  }

  private Map<String, @Nullable Object> known(Map<?, ?> json, Set<String> names, String here) {
    Map<String, @Nullable Object> known = new LinkedHashMap<>();
    json.forEach((key, value) -> {
      if (names.contains(key.toString())) {
        known.put(key.toString(), value);
      } else if (value != null) {
        faults.add(here + "/" + key, "unknown_attribute", "unknown attribute " + key);
      }
    });
    return known;
  }

  /** The object that a text writes, or the text itself: a model may have written anything. */
  private static Object object(String text) {
    try {
      return JsonMapper.shared().readValue(text, Object.class) instanceof Map<?, ?> object
          ? object
          : text;
    } catch (JacksonException e) {
      return text;
    }
  }
}
