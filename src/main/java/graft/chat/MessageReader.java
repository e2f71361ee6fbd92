package graft.chat;

import graft.spec.Faults;
import graft.spec.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages as JSON has them, and finds every fault: {@code role} and {@code content}, a text
 * or a list of texts; of an assistant also {@code tool_calls} and {@code reasoning_content}; of a
 * tool {@code tool_call_id}; {@code name}.
 */
public final class MessageReader {
  /** The kind of a fault: a thing that exists, and is not served. */
  public static final String UNSUPPORTED = "unsupported";

  private static final String TOOL_CALLS = "tool_calls";
  private static final String TOOL_CALL_ID = "tool_call_id";
  private static final String REASONING = "reasoning_content";
  private static final String NAME = "name";
  private static final List<String> KNOWN =
      List.of(ChatMessage.ROLE, ChatMessage.CONTENT, NAME, TOOL_CALLS, TOOL_CALL_ID, REASONING);

  private static final List<String> PART = List.of("type", ChatMessage.TEXT);

  /** What ShareGPT and others call who speaks. */
  private static final Map<String, String> CALLED =
      Map.of(
          "human",
          "user",
          "gpt",
          "assistant",
          "bot",
          "assistant",
          "model",
          "assistant",
          "function",
          "tool",
          "ipython",
          "tool");

  private final Set<String> aside;
  private final Faults faults;

  /**
   * @param aside members that the caller reads itself; templates do not see them
   */
  public MessageReader(Set<String> aside, Faults faults) {
    this.aside = Set.copyOf(aside);
    this.faults = faults;
  }

  /**
   * Reads a list of messages.
   *
   * @param json anything
   * @param pointer where it stands
   * @return as many messages as there are without a fault
   */
  public List<ChatMessage> read(@Nullable Object json, String pointer) {
    List<ChatMessage> messages = new ArrayList<>();
    if (!(json instanceof List<?> items)) {
      faults.add(pointer, "wrong_type", "messages must be a list of objects");
      return messages;
    }
    if (items.isEmpty()) {
      faults.add(pointer, "out_of_range", "messages must hold at least one message");
    }
    for (int i = 0; i < items.size(); i++) {
      String here = pointer + "/" + i;
      if (items.get(i) instanceof Map<?, ?> object) {
        message(object, here).ifPresent(messages::add);
      } else {
        faults.add(here, "wrong_type", "a message must be an object with role and content");
      }
    }
    return messages;
  }

  private Optional<ChatMessage> message(Map<?, ?> object, String here) {
    Optional<Role> role = role(object, here);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    object.forEach((key, value) -> {
      String name = key.toString();
      if (KNOWN.contains(name) && (value != null || name.equals(ChatMessage.CONTENT))) {
        // What is null is left out, as columns have it: templates ask whether a member is defined.
        json.put(name, value);
      } else if (value != null && !aside.contains(name)) {
        unknown(name, KNOWN, here);
      }
    });
    if (role.isEmpty()) {
      return Optional.empty();
    }
    checkContent(role.get(), json, here);
    checkText(NAME, json, here);
    checkText(REASONING, json, here);
    checkText(TOOL_CALL_ID, json, here);
    onlyOf(role.get(), Role.ASSISTANT, REASONING, json, here);
    onlyOf(role.get(), Role.ASSISTANT, TOOL_CALLS, json, here);
    onlyOf(role.get(), Role.TOOL, TOOL_CALL_ID, json, here);
    if (json.get(TOOL_CALLS) != null) {
      json.put(TOOL_CALLS, new ToolCallReader(faults).read(json.get(TOOL_CALLS), here));
    }
    return Optional.of(new ChatMessage(role.get(), json));
  }

  private Optional<Role> role(Map<?, ?> object, String here) {
    Object given = object.get(ChatMessage.ROLE);
    Optional<Role> role = given == null ? Optional.empty() : Role.of(given);
    if (given == null) {
      faults.add(here + "/role", "missing", "role is required: one of " + Role.names());
    } else if (role.isEmpty()) {
      String word = given.toString();
      String hint =
          Optional.ofNullable(CALLED.get(word))
              .or(() -> Suggestion.nearest(word, Role.names()))
              .map(meant -> " (did you mean " + meant + "?)")
              .orElse("");
      faults.add(
          here + "/role",
          "wrong_type",
          "role must be one of %s, not %s%s".formatted(Role.names(), word, hint));
    }
    return role;
  }

  private void checkContent(Role role, Map<String, @Nullable Object> json, String here) {
    Object content = json.get(ChatMessage.CONTENT);
    String pointer = here + "/content";
    switch (content) {
      case null -> {
        boolean saysOtherwise =
            Stream.of(TOOL_CALLS, REASONING).anyMatch(name -> json.get(name) != null);
        if (role != Role.ASSISTANT || !saysOtherwise) {
          faults.add(pointer, "missing", "content is required: a text or a list of text parts");
        }
      }
      case String _ -> {}
      case List<?> parts -> {
        List<Object> read = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
          part(parts.get(i), pointer + "/" + i).ifPresent(read::add);
        }
        json.put(ChatMessage.CONTENT, read);
      }
      default ->
          faults.add(pointer, "wrong_type", "content must be a text or a list of text parts");
    }
  }

  /** A part without what is null, as columns have it. */
  private Optional<Map<String, Object>> part(@Nullable Object json, String here) {
    if (!(json instanceof Map<?, ?> part) || !(part.get("type") instanceof String type)) {
      faults.add(here, "wrong_type", "a part must be an object {\"type\": \"text\", \"text\": …}");
    } else if (!type.equals(ChatMessage.TEXT)) {
      faults.add(
          here + "/type",
          UNSUPPORTED,
          "parts of the type %s are not served; only text".formatted(type));
    } else if (!(part.get(ChatMessage.TEXT) instanceof String)) {
      faults.add(here + "/text", "wrong_type", "text must be a string");
    } else {
      Map<String, Object> read = new LinkedHashMap<>();
      part.forEach((name, value) -> {
        if (PART.contains(name.toString())) {
          read.put(name.toString(), value);
        } else if (value != null) {
          unknown(name.toString(), PART, here);
        }
      });
      return Optional.of(read);
    }
    return Optional.empty();
  }

  private void checkText(String name, Map<String, @Nullable Object> json, String here) {
    Object value = json.get(name);
    if (value != null && !(value instanceof String)) {
      faults.add(here + "/" + name, "wrong_type", name + " must be a string");
    }
  }

  private void onlyOf(
      Role role, Role only, String name, Map<String, @Nullable Object> json, String here) {
    if (json.get(name) != null && role != only) {
      faults.add(
          here + "/" + name,
          "not_applicable",
          "%s is a member of messages of the role %s, not %s"
              .formatted(name, only.wireName(), role.wireName()));
    }
  }

  private void unknown(String name, List<String> known, String here) {
    String hint =
        Suggestion.nearest(name, known)
            .map(meant -> "; did you mean " + meant + "?")
            .orElse("; known are " + known);
    faults.add(here + "/" + name, "unknown_attribute", "unknown attribute " + name + hint);
  }
}
