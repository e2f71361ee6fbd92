package graft.data.chat;

import graft.chat.BuiltInTemplate;
import graft.chat.ChatPrompt;
import graft.chat.Ending;
import graft.chat.RenderedChat;
import graft.chat.TemplateInForce;
import graft.format.tokenizer.ChatTemplates;
import graft.format.tokenizer.ChatTemplates.Use;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * How conversations become text. A template that tells the date is always told the same one, so
 * that the same job makes the same adapter.
 *
 * @param plain for conversations
 * @param withTools for those in which the assistant may call something
 */
public record ChatText(TemplateInForce plain, TemplateInForce withTools) {
  private static final String NONE =
      "conversations become text by a chat template, and the model has none: give task.chat_template,"
          + " its Jinja text or one of %s, or rows whose prompt and completion are texts";

  private static final Clock DAY =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  /**
   * The template of a job, else that of its model.
   *
   * @throws GraftException with a pointer into the job's request, if there is none, or it is not
   *     understood
   */
  public static ChatText of(Optional<String> own, ChatTemplates model) {
    try {
      return new ChatText(
          TemplateInForce.of(own, model, Use.PLAIN),
          TemplateInForce.of(own, model, Use.WITH_TOOLS));
    } catch (GraftException refused) {
      throw new GraftException(
          refused.code(),
          new Fault(
              "/task/chat_template",
              refused.code().wireName(),
              refused.code() == ErrorCode.NO_CHAT_TEMPLATE
                  ? NONE.formatted(String.join(", ", BuiltInTemplate.names()))
                  : String.valueOf(refused.getMessage())));
    }
  }

  /**
   * The text of the first turns, with what the template itself marks as said by the assistant.
   *
   * @throws IllegalArgumentException if the template refuses them, with its words
   */
  RenderedChat render(Dialogue dialogue, int first, Ending ending) {
    ChatPrompt prompt = dialogue.prompt(first, ending);
    try {
      return of(dialogue).marked(prompt, DAY);
    } catch (GraftException refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
  }

  /** What else than the model's end token ends an answer. */
  Optional<String> endOfTurn(Dialogue dialogue) {
    return of(dialogue).endOfTurn();
  }

  private TemplateInForce of(Dialogue dialogue) {
    return dialogue.tools().isPresent() ? withTools : plain;
  }
}
