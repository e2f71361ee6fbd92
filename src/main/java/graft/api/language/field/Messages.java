package graft.api.language.field;

import graft.chat.ChatMessage;
import graft.chat.MessageReader;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The messages of a conversation. */
public record Messages(List<ChatMessage> all) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of("type", "array", "minItems", 1, "items", ChatMessage.SCHEMA);

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
