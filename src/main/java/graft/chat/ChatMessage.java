package graft.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation, as {@link MessageReader} has checked it.
 *
 * @param json all of it, {@code role} included, in the order in which it came
 */
public record ChatMessage(Role role, Map<String, @Nullable Object> json) {
  private static final Map<String, Object> STRING = Map.of("type", "string");

  private static final Map<String, Object> PART =
      Map.of(
          "title",
          "TextPart",
          "type",
          "object",
          "required",
          List.of("type", "text"),
          "properties",
          Map.of("type", Map.of("type", "string", "enum", List.of("text")), "text", STRING));

  private static final Map<String, Object> CALL =
      Map.of(
          "title",
          "ToolCall",
          "type",
          "object",
          "required",
          List.of("function"),
          "properties",
          Map.of(
              "id",
              STRING,
              "type",
              STRING,
              "function",
              Map.of(
                  "type",
                  "object",
                  "required",
                  List.of("name"),
                  "properties",
                  Map.of(
                      "name",
                      STRING,
                      "arguments",
                      Map.of("oneOf", List.of(Map.of("type", "object"), STRING))))));

  /** The JSON Schema of a message. */
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "title",
          "ChatMessage",
          "type",
          "object",
          "required",
          List.of("role"),
          "properties",
          Map.of(
              "role",
              Map.of("type", "string", "enum", Role.names()),
              "content",
              Map.of("oneOf", List.of(STRING, Map.of("type", "array", "items", PART))),
              "name",
              STRING,
              "tool_calls",
              Map.of("type", "array", "items", CALL),
              "tool_call_id",
              STRING,
              "reasoning_content",
              STRING));

  static final String ROLE = "role";
  static final String CONTENT = "content";
  static final String TEXT = "text";

  public ChatMessage {
    json = Collections.unmodifiableMap(new LinkedHashMap<>(json));
  }

  /** A message that is one text. */
  public static ChatMessage of(Role role, String content) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put(ROLE, role.wireName());
    json.put(CONTENT, content);
    return new ChatMessage(role, json);
  }

  /** What it says; the texts of a list joined by line breaks; empty where it says nothing. */
  public String text() {
    return switch (json.get(CONTENT)) {
      case String text -> text;
      case List<?> parts ->
          parts.stream()
              .map(part -> String.valueOf(((Map<?, ?>) part).get(TEXT)))
              .collect(Collectors.joining("\n"));
      case null, default -> "";
    };
  }

  boolean hasParts() {
    return json.get(CONTENT) instanceof List<?>;
  }

  ChatMessage with(String name, Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(json);
    changed.put(name, value);
    return new ChatMessage(role, changed);
  }
}
