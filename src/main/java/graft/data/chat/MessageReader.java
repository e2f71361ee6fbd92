package graft.data.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message in the form of OpenAI's: role, content, and what goes with them.
 *
 * @param place of the message, for people: {@code messages[2]}
 */
record MessageReader(String place) {
  private static final List<String> ROLES =
      List.of("system", "developer", "user", "assistant", "tool");

  private static final Set<String> KNOWN =
      Set.of(
          "role",
          "content",
          "name",
          "tool_calls",
          "tool_call_id",
          "reasoning_content",
          "weight",
          "train");

  /**
   * @throws IllegalArgumentException that names what is wrong
   */
  Turn read(Map<String, @Nullable Object> given) {
    refuseUnknown(given);
    String role = role(given.get("role"));
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content(given, role));
    given.forEach((name, value) -> {
      if (value != null && !message.containsKey(name)) {
        switch (name) {
          case "name" -> message.put(name, text(name, value));
          case "tool_call_id" -> message.put(name, only("tool", role, name, text(name, value)));
          case "reasoning_content" ->
              message.put(name, only("assistant", role, name, text(name, value)));
          case "tool_calls" ->
              message.put(name, only("assistant", role, name, new ToolCalls(place).read(value)));
          default -> {}
        }
      }
    });
    return new Turn(message, isTaught(given));
  }

  private void refuseUnknown(Map<String, @Nullable Object> given) {
    given.forEach((name, value) ->
        expect(
            value == null || KNOWN.contains(name),
            "%s has %s, which is not read; a message has role, content, name, tool_calls,"
                    .formatted(place, name)
                + " tool_call_id, reasoning_content, weight and train"));
  }

  private String role(@Nullable Object role) {
    if (role instanceof String name && ROLES.contains(name)) {
      return name;
    }
    throw new IllegalArgumentException(
        "%s.role must be one of %s, not %s"
            .formatted(place, String.join(", ", ROLES), Cited.value(role)));
  }

  /** A text; none where the assistant only calls. */
  private @Nullable Object content(Map<String, @Nullable Object> given, String role) {
    return switch (given.get("content")) {
      case String text -> text;
      case List<?> parts -> parts(parts);
      case null -> {
        boolean isCall = role.equals("assistant") && given.get("tool_calls") != null;
        expect(isCall, place + " has no content");
        yield null;
      }
      case Object other ->
          throw new IllegalArgumentException(
              "%s.content must be a text or a list of text parts, not %s"
                  .formatted(place, Cited.value(other)));
    };
  }

  private String parts(List<?> parts) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      boolean isText =
          parts.get(i) instanceof Map<?, ?> part
              && "text".equals(part.get("type"))
              && part.get("text") instanceof String;
      expect(
          isText,
          "%s.content[%d] must be {\"type\": \"text\", \"text\": …}; pictures and sounds are not read"
              .formatted(place, i));
      texts.add(String.valueOf(((Map<?, ?>) parts.get(i)).get("text")));
    }
    return String.join("", texts);
  }

  private String text(String name, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        "%s.%s must be a text, not %s".formatted(place, name, Cited.value(value)));
  }

  private <T> T only(String of, String role, String name, T value) {
    expect(of.equals(role), "%s.%s goes with the role %s, not %s".formatted(place, name, of, role));
    return value;
  }

  /** OpenAI's weight and Axolotl's train, of which either takes a message out. */
  boolean isTaught(Map<String, @Nullable Object> given) {
    Object weight = given.get("weight");
    Object train = given.get("train");
    boolean isWeight = weight instanceof Number n && (n.doubleValue() == 0 || n.doubleValue() == 1);
    expect(
        weight == null || isWeight,
        "%s.weight must be 0 or 1, not %s".formatted(place, Cited.value(weight)));
    expect(
        train == null || train instanceof Boolean,
        "%s.train must be true or false, not %s".formatted(place, Cited.value(train)));
    boolean isLight = weight instanceof Number n && n.doubleValue() == 0;
    return !isLight && !Boolean.FALSE.equals(train);
  }

  private static void expect(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
