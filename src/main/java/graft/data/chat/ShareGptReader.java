package graft.data.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message in ShareGPT's form: from whom, and its value.
 *
 * @param place of the message, for people
 */
record ShareGptReader(String place) {
  private static final Map<String, String> ROLES =
      Map.of(
          "system", "system",
          "human", "user",
          "user", "user",
          "gpt", "assistant",
          "assistant", "assistant",
          "function_call", "assistant",
          "observation", "tool",
          "tool", "tool");

  private static final Set<String> KNOWN = Set.of("from", "value", "weight", "train");

  /**
   * @throws IllegalArgumentException that names what is wrong
   */
  Turn read(Map<String, @Nullable Object> given) {
    given.forEach((name, value) -> {
      if (value != null && !KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "%s has %s beside from and value, which is not read".formatted(place, name));
      }
    });
    String role = given.get("from") instanceof String from ? ROLES.get(from) : null;
    if (role == null) {
      throw new IllegalArgumentException(
          "%s.from must be one of human, gpt, system, function_call, observation and tool, not %s"
              .formatted(place, Cited.value(given.get("from"))));
    }
    if (!(given.get("value") instanceof String value)) {
      throw new IllegalArgumentException(
          "%s.value must be a text, not %s".formatted(place, Cited.value(given.get("value"))));
    }
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("role", role);
    boolean isCall = "function_call".equals(given.get("from"));
    message.put("content", isCall ? "" : value);
    if (isCall) {
      message.put("tool_calls", calls(value));
    }
    return new Turn(message, new MessageReader(place).isTaught(given));
  }

  /** One call or a list of them, as JSON. */
  private List<Map<String, @Nullable Object>> calls(String value) {
    Object json = JsonText.read(value, place + ".value");
    List<?> given = json instanceof List<?> several ? several : List.of(json == null ? "" : json);
    List<Map<String, @Nullable Object>> calls = new ArrayList<>();
    for (Object item : given) {
      if (!(item instanceof Map<?, ?> function)) {
        throw new IllegalArgumentException(
            place + ".value must be a call: {\"name\": …, \"arguments\": {…}}");
      }
      Map<String, @Nullable Object> call = new LinkedHashMap<>();
      call.put("type", "function");
      call.put("function", ToolCalls.function(function, place + ".value"));
      calls.add(call);
    }
    return calls;
  }
}
