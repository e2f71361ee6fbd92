package graft.chat;

import graft.format.tokenizer.ChatTemplates;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.template.ChatTemplate;
import graft.template.syntax.TemplateException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The template that conversations are rendered by, and what it is given besides them.
 *
 * @param specialTokens by their names: {@code bos_token}
 * @param endOfTurn what else than the model's end token ends an answer
 */
public record TemplateInForce(
    ChatTemplate template, Map<String, String> specialTokens, Optional<String> endOfTurn) {
  private static final String DEVELOPER = "developer";

  public TemplateInForce {
    specialTokens = Map.copyOf(specialTokens);
  }

  /**
   * The template for a conversation: its own, else the model's.
   *
   * @param own a Jinja text, or the name of a {@link BuiltInTemplate}
   * @param model what the model carries
   * @throws GraftException {@code NO_CHAT_TEMPLATE}; {@code INVALID_CHAT_TEMPLATE} with line and
   *     column
   */
  public static TemplateInForce of(
      Optional<String> own, ChatTemplates model, ChatTemplates.Use use) {
    Optional<BuiltInTemplate> builtIn = own.flatMap(BuiltInTemplate::named);
    String source =
        builtIn
            .map(BuiltInTemplate::source)
            .or(() -> own)
            .or(() -> model.source(use))
            .orElseThrow(TemplateInForce::none);
    return new TemplateInForce(
        parsed(source), model.specialTokens(), builtIn.flatMap(BuiltInTemplate::endOfTurn));
  }

  /** The use that a prompt makes of a template. */
  public static ChatTemplates.Use use(ChatPrompt prompt) {
    return prompt.hasTools() ? ChatTemplates.Use.WITH_TOOLS : ChatTemplates.Use.PLAIN;
  }

  /**
   * Refuses a text that is no template.
   *
   * @throws GraftException {@code INVALID_CHAT_TEMPLATE} with line and column
   */
  public static ChatTemplate parsed(String source) {
    try {
      return ChatTemplate.parse(source);
    } catch (TemplateException refused) {
      throw invalid(refused);
    }
  }

  private static GraftException none() {
    return new GraftException(
        ErrorCode.NO_CHAT_TEMPLATE,
        "the model has no chat template: give one as chat_template, its Jinja text or one of %s, put chat_template.jinja into the model's directory, or send a prompt instead of messages"
            .formatted(BuiltInTemplate.names()));
  }

  /**
   * Makes the text of a conversation.
   *
   * @param clock whose time and zone {@code strftime_now} tells
   * @throws GraftException {@code CHAT_TEMPLATE_REFUSED} with the template's own words; {@code
   *     INVALID_CHAT_TEMPLATE} with line and column; {@code INVALID_SPEC} if the last message
   *     cannot be continued
   */
  public RenderedChat render(ChatPrompt prompt, Clock clock) {
    try {
      return new Renderer(this, clock).render(fitting(prompt, clock));
    } catch (TemplateException refused) {
      throw refused.kind() == TemplateException.Kind.RAISED
          ? new GraftException(
              ErrorCode.CHAT_TEMPLATE_REFUSED,
              "the chat template refuses the messages: " + refused.reason())
          : invalid(refused);
    } catch (IllegalArgumentException cannot) {
      throw new GraftException(ErrorCode.INVALID_SPEC, String.valueOf(cannot.getMessage()));
    }
  }

  private static GraftException invalid(TemplateException refused) {
    String what =
        switch (refused.kind()) {
          case SYNTAX -> "is not understood";
          case LIMIT -> "needs too much";
          case RAISED, FAILED -> "fails";
        };
    return new GraftException(
        ErrorCode.INVALID_CHAT_TEMPLATE,
        "the chat template %s at %s".formatted(what, refused.getMessage()),
        refused);
  }

  /** Messages in words that the template knows. */
  private ChatPrompt fitting(ChatPrompt prompt, Clock clock) {
    boolean joins =
        prompt.messages().stream().anyMatch(ChatMessage::hasParts)
            && !new Renderer(this, clock).readsParts();
    boolean renames = !template.source().contains(DEVELOPER);
    List<ChatMessage> fitting = new ArrayList<>();
    for (ChatMessage message : prompt.messages()) {
      ChatMessage joined =
          joins && message.hasParts() ? message.with(ChatMessage.CONTENT, message.text()) : message;
      fitting.add(
          renames && message.role() == Role.DEVELOPER
              ? joined.with(ChatMessage.ROLE, Role.SYSTEM.wireName())
              : joined);
    }
    return prompt.with(fitting);
  }
}
