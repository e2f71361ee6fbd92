package graft.chat;

import graft.template.run.Rendering;
import graft.template.run.Span;
import graft.template.syntax.TemplateException;
import graft.template.value.Limits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Renders conversations by one template, and finds what the assistant says in them. */
final class Renderer {
  private static final Pattern MARKS = Pattern.compile("\\{%[-+]?\\s*generation\\s*[-+]?%}");
  private static final String PROBE = "PROBE-OF-PARTS";

  private final TemplateInForce template;
  private final Clock clock;

  Renderer(TemplateInForce template, Clock clock) {
    this.template = template;
    this.clock = clock;
  }

  RenderedChat render(ChatPrompt prompt) {
    RenderedChat whole = marked(prompt);
    return new RenderedChat(
        whole.text(), whole.answers().or(() -> byPrefixes(prompt, whole.text())));
  }

  /** With nothing but the template's own marks. */
  RenderedChat marked(ChatPrompt prompt) {
    Rendering whole = rendering(prompt, GivenText.limits(prompt));
    boolean marks = MARKS.matcher(template.template().source()).find();
    return new RenderedChat(
        whole.text(), marks ? whole.generated().map(Renderer::spans) : Optional.empty());
  }

  private static List<AnswerSpan> spans(List<Span> marked) {
    return marked.stream().map(span -> new AnswerSpan(span.start(), span.end())).toList();
  }

  private Rendering rendering(ChatPrompt prompt, Limits limits) {
    return prompt
        .conversation()
        .render(template.template(), template.specialTokens(), clock, limits);
  }

  /**
   * What stands between the text with the prompt of an answer and the text with the answer, where
   * both are beginnings of the whole. All together may use what a single rendering may.
   */
  private Optional<List<AnswerSpan>> byPrefixes(ChatPrompt prompt, String whole) {
    if (prompt.ending() == Ending.CONTINUE_FINAL_MESSAGE) {
      return Optional.empty();
    }
    List<ChatMessage> messages = prompt.messages();
    Limits all = GivenText.limits(prompt);
    Limits limits =
        new Limits(all.steps() / Math.max(1, messages.size()), all.depth(), all.characters());
    List<AnswerSpan> spans = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).role() == Role.ASSISTANT) {
        Optional<String> before = beginning(prompt.first(i, Ending.GENERATION_PROMPT), limits);
        Optional<String> after = beginning(prompt.first(i + 1, Ending.MESSAGE), limits);
        boolean nest =
            before.isPresent()
                && after.isPresent()
                && whole.startsWith(after.get())
                && after.get().startsWith(before.get());
        if (!nest) {
          return Optional.empty();
        }
        spans.add(new AnswerSpan(before.get().length(), after.get().length()));
      }
    }
    return Optional.of(spans);
  }

  /** Empty if the template does not take so few messages, or needs too much for all. */
  private Optional<String> beginning(ChatPrompt prompt, Limits limits) {
    try {
      return Optional.of(rendering(prompt, limits).text());
    } catch (TemplateException refused) {
      return Optional.empty();
    }
  }

  /** Whether the template makes a text of a content that is a list of parts. */
  boolean readsParts() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put(ChatMessage.ROLE, Role.USER.wireName());
    json.put(
        ChatMessage.CONTENT, List.of(Map.of("type", ChatMessage.TEXT, ChatMessage.TEXT, PROBE)));
    ChatPrompt probe = ChatPrompt.of(List.of(new ChatMessage(Role.USER, json)), Ending.MESSAGE);
    // A list that is printed shows its keys; one that is added to a text is an error.
    return beginning(probe, GivenText.limits(probe))
        .filter(text -> text.contains(PROBE) && !text.contains("type"))
        .isPresent();
  }
}
