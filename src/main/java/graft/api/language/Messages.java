package graft.api.language;

import graft.chat.ChatMessage;
import graft.chat.MessageReader;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The messages of a conversation. */
record Messages(List<ChatMessage> all) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          "array",
          "minItems",
          1,
          "items",
          Map.of(
              "title",
              "Message",
              "type",
              "object",
              "required",
              List.of("role"),
              "properties",
              Map.of(
                  "role",
                      Map.of(
                          "type",
                          "string",
                          "enum",
                          List.of("system", "developer", "user", "assistant", "tool")),
                  "content",
                      Map.of(
                          "description",
                          "A text, or a list of parts {\"type\": \"text\", \"text\": …}"),
                  "name", Map.of("type", "string"),
                  "tool_calls", Map.of("type", "array", "items", Map.of("type", "object")),
                  "tool_call_id", Map.of("type", "string"),
                  "reasoning_content", Map.of("type", "string"))));

  public static Messages read(Object json) {
    Faults faults = new Faults();
    List<ChatMessage> messages = new MessageReader(Set.of(), faults).read(json, "");
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return new Messages(messages);
  }

  @Override
  public Object json() {
    return all.stream().map(ChatMessage::json).toList();
  }
}
