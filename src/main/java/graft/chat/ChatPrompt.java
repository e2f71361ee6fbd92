package graft.chat;

import graft.spec.Check;
import graft.template.Conversation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a template is to make a text of.
 *
 * @param tools their schemas, each an object
 * @param documents each an object
 * @param arguments further variables of the template: {@code enable_thinking}
 */
public record ChatPrompt(
    List<ChatMessage> messages,
    Optional<List<?>> tools,
    Optional<List<?>> documents,
    Ending ending,
    Map<String, @Nullable Object> arguments) {
  private static final Set<String> TAKEN =
      Set.of("messages", "tools", "documents", "add_generation_prompt", "continue_final_message");

  public ChatPrompt {
    messages = List.copyOf(messages);
    tools = tools.filter(list -> !list.isEmpty());
    documents = documents.filter(list -> !list.isEmpty());
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    Check check = new Check();
    arguments.keySet().stream()
        .filter(TAKEN::contains)
        .forEach(name ->
            check.that(
                false,
                "chat_template_kwargs/" + name,
                "stands beside chat_template_kwargs, not in it"));
    check.done();
  }

  /** Messages alone. */
  public static ChatPrompt of(List<ChatMessage> messages, Ending ending) {
    return new ChatPrompt(messages, Optional.empty(), Optional.empty(), ending, Map.of());
  }

  /** The first messages alone, ended otherwise. */
  ChatPrompt first(int count, Ending other) {
    return new ChatPrompt(messages.subList(0, count), tools, documents, other, arguments);
  }

  ChatPrompt with(List<ChatMessage> others) {
    return new ChatPrompt(others, tools, documents, ending, arguments);
  }

  /** Whether the model may have a template of its own for it. */
  boolean hasTools() {
    return tools.isPresent();
  }

  Conversation conversation() {
    return new Conversation(
        messages.stream().map(ChatMessage::json).toList(),
        tools.orElse(null),
        documents.orElse(null),
        ending.ofTemplates(),
        arguments);
  }
}
