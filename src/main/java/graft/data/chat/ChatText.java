package graft.data.chat;

import graft.format.tokenizer.ChatTemplates;
import graft.format.tokenizer.ChatTemplates.Use;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.template.ChatTemplate;
import graft.template.Conversation;
import graft.template.Conversation.Ending;
import graft.template.run.Rendering;
import graft.template.syntax.TemplateException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/**
 * How conversations become text. A template that tells the date is always told the same one, so
 * that the same job makes the same adapter.
 *
 * @param plain for conversations
 * @param withTools for those in which the assistant may call something
 * @param specialTokens of the model, by their names: {@code bos_token}
 */
public record ChatText(
    ChatTemplate plain, ChatTemplate withTools, Map<String, String> specialTokens) {
  private static final Clock DAY =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  private static final String POINTER = "/task/chat_template";

  public ChatText {
    specialTokens = Map.copyOf(specialTokens);
  }

  /**
   * The template of a job, else that of its model; empty if neither has one.
   *
   * @throws GraftException {@code INVALID_SPEC} if it is not understood
   */
  public static Optional<ChatText> of(Optional<String> given, ChatTemplates model) {
    if (given.isPresent()) {
      ChatTemplate template = parsed("chat_template", given.get());
      return Optional.of(new ChatText(template, template, model.specialTokens()));
    }
    Optional<String> plain = model.source(Use.PLAIN);
    Optional<String> withTools = model.source(Use.WITH_TOOLS);
    return plain
        .or(() -> withTools)
        .map(source ->
            new ChatText(
                parsed("the model's chat template", source),
                parsed("the model's chat template", withTools.orElse(source)),
                model.specialTokens()));
  }

  /**
   * The same where there must be one.
   *
   * @throws GraftException {@code INVALID_SPEC} if there is none, or it is not understood
   */
  public static ChatText require(Optional<String> given, ChatTemplates model) {
    return of(given, model)
        .orElseThrow(() -> new GraftException(ErrorCode.INVALID_SPEC, missing()));
  }

  private static ChatTemplate parsed(String what, String source) {
    try {
      return ChatTemplate.parse(source);
    } catch (TemplateException refused) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              POINTER,
              "invalid_value",
              "%s is not understood: %s".formatted(what, refused.getMessage())));
    }
  }

  /** Why conversations cannot be read, with the ways out. */
  public static Fault missing() {
    return new Fault(
        POINTER,
        "no_chat_template",
        "conversations become text by a chat template, and the model has none: give task.chat_template, as Jinja or as one of chatml, llama3, mistral, gemma, phi3 and zephyr; or rows with prompt and completion as texts");
  }

  /**
   * The text of the first turns.
   *
   * @throws IllegalArgumentException if the template refuses them, with its words
   */
  Rendering render(Dialogue dialogue, int first, Ending ending) {
    Conversation conversation =
        new Conversation(
            dialogue.messages(first), dialogue.tools().orElse(null), null, ending, Map.of());
    try {
      return conversation.render(
          dialogue.tools().isPresent() ? withTools : plain, specialTokens, DAY);
    } catch (TemplateException refused) {
      throw new IllegalArgumentException(
          "the chat template refuses it: " + refused.getMessage(), refused);
    }
  }
}
