package graft.template;

import graft.template.run.Rendering;
import graft.template.run.Span;
import graft.template.value.Limits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a chat template is given, as {@code apply_chat_template} of transformers gives it.
 *
 * @param messages each with a role and mostly a content, as JSON is read
 * @param tools their schemas; {@code null} if there are none
 * @param documents {@code null} if there are none
 * @param arguments further variables of the template: {@code enable_thinking}
 */
public record Conversation(
    List<Map<String, @Nullable Object>> messages,
    @Nullable List<?> tools,
    @Nullable List<?> documents,
    Ending ending,
    Map<String, @Nullable Object> arguments) {
  private static final String CONTENT = "content";
  private static final String MARK = "CONTINUE_FINAL_MESSAGE_TAG";

  /** How the text ends. */
  public enum Ending {
    /** After the last message. */
    MESSAGE,
    /** With what begins an answer. */
    GENERATION_PROMPT,
    /** Within the last message, which is to be continued. */
    CONTINUE_FINAL_MESSAGE
  }

  /** A conversation of messages alone. */
  public static Conversation of(List<Map<String, @Nullable Object>> messages, Ending ending) {
    return new Conversation(messages, null, null, ending, Map.of());
  }

  /**
   * Renders it.
   *
   * @param specialTokens by their names: {@code bos_token}
   * @throws graft.template.syntax.TemplateException if the template refuses, fails, or takes too
   *     much
   * @throws IllegalArgumentException if the last message cannot be continued, with the reason
   */
  public Rendering render(ChatTemplate template, Map<String, String> specialTokens, Clock clock) {
    return render(template, specialTokens, clock, Limits.DEFAULT);
  }

  /** The same, within other limits. */
  public Rendering render(
      ChatTemplate template, Map<String, String> specialTokens, Clock clock, Limits limits) {
    if (ending != Ending.CONTINUE_FINAL_MESSAGE) {
      return template.render(variables(specialTokens, messages), clock, limits);
    }
    Object last = messages.isEmpty() ? null : messages.getLast().get(CONTENT);
    if (last == null) {
      throw new IllegalArgumentException("the final message has no content to continue");
    }
    Rendering marked = template.render(variables(specialTokens, marked()), clock, limits);
    return cut(marked, text(last).strip());
  }

  private Map<String, @Nullable Object> variables(
      Map<String, String> specialTokens, List<Map<String, @Nullable Object>> rendered) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>(specialTokens);
    variables.putAll(arguments);
    variables.put("messages", rendered);
    variables.put("tools", tools);
    variables.put("documents", documents);
    variables.put("add_generation_prompt", ending == Ending.GENERATION_PROMPT);
    return variables;
  }

  /** The messages with a mark where the text shall end. */
  private List<Map<String, @Nullable Object>> marked() {
    Map<String, @Nullable Object> last = new LinkedHashMap<>(messages.getLast());
    last.compute(
        CONTENT,
        (_, content) -> content instanceof List<?> parts ? marked(parts) : content + MARK + " ");
    List<Map<String, @Nullable Object>> all = new ArrayList<>(messages);
    all.set(all.size() - 1, last);
    return all;
  }

  private static List<?> marked(List<?> parts) {
    List<@Nullable Object> all = new ArrayList<>(parts);
    int at = lastText(parts);
    Map<Object, @Nullable Object> part = new LinkedHashMap<>((Map<?, ?>) all.get(at));
    part.compute("text", (_, text) -> text + MARK + " ");
    all.set(at, part);
    return all;
  }

  private static int lastText(List<?> parts) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      if (parts.get(i) instanceof Map<?, ?> part && part.containsKey("text")) {
        return i;
      }
    }
    throw new IllegalArgumentException("the final message has no text to continue");
  }

  private static String text(Object content) {
    return content instanceof List<?> parts
        ? String.valueOf(((Map<?, ?>) parts.get(lastText(parts))).get("text"))
        : String.valueOf(content);
  }

  private static Rendering cut(Rendering marked, String expected) {
    int at = marked.text().lastIndexOf(MARK);
    if (at < 0 || !marked.text().contains(expected)) {
      throw new IllegalArgumentException(
          "the final message does not appear in the chat after applying the chat template, so it"
              + " cannot be continued");
    }
    // A template that trims the message has trimmed the mark's own space.
    boolean isTrimmed = !marked.text().startsWith(MARK + " ", at);
    String before = marked.text().substring(0, at);
    String text = isTrimmed ? before.stripTrailing() : before;
    return new Rendering(
        text,
        marked
            .generated()
            .map(spans ->
                spans.stream()
                    .filter(span -> span.start() < text.length())
                    .map(span -> new Span(span.start(), Math.min(span.end(), text.length())))
                    .toList()));
  }
}
