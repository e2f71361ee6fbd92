package graft.recipe.generate;

import graft.chat.ChatPrompt;
import graft.chat.PromptInput;
import graft.chat.RenderedChat;
import graft.chat.TemplateInForce;
import graft.data.TokenizedText;
import graft.data.chat.EncodedChat;
import graft.recipe.adapted.LanguageFiles;
import graft.spec.job.TaskSpec;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads prompts by what a model's files say.
 *
 * @param task of the adapter, which may have a chat template of its own
 * @param clock what templates are told of the time
 */
public record PromptReader(LanguageFiles files, Optional<TaskSpec> task, Clock clock) {
  /**
   * @throws graft.spec.GraftException {@code NO_CHAT_TEMPLATE}, {@code CHAT_TEMPLATE_REFUSED},
   *     {@code INVALID_CHAT_TEMPLATE}, {@code INVALID_SPEC}
   */
  public ReadPrompt read(PromptInput input) {
    return read(input, TemplateInForce::render);
  }

  /**
   * The same for an answer: of a conversation, only what the template itself marks is known.
   *
   * @throws graft.spec.GraftException as above
   */
  public ReadPrompt asked(PromptInput input) {
    return read(input, TemplateInForce::marked);
  }

  /** How a conversation becomes text. */
  private interface Rendering {
    RenderedChat render(TemplateInForce template, ChatPrompt prompt, Clock clock);
  }

  private ReadPrompt read(PromptInput input, Rendering rendering) {
    return switch (input) {
      case PromptInput.Text(String text, boolean addSpecialTokens) ->
          read(
              text,
              files.tokenizer().encodeWhole(text, addSpecialTokens),
              Optional.empty(),
              Optional.empty());
      case PromptInput.Ids(List<Integer> ids) ->
          new ReadPrompt(
              files.tokenizer().decode(ids.stream().mapToInt(id -> id).toArray(), false),
              ids,
              ids.stream().map(files.pieces()::token).toList(),
              Optional.empty(),
              Optional.empty());
      case PromptInput.Chat chat -> read(chat, rendering);
    };
  }

  private ReadPrompt read(PromptInput.Chat chat, Rendering rendering) {
    ChatPrompt prompt = chat.prompt();
    TemplateInForce template =
        TemplateInForce.of(
            chat.template().or(() -> task.flatMap(TaskSpec::chatTemplate)),
            files.templates(),
            TemplateInForce.use(prompt));
    EncodedChat encoded =
        EncodedChat.of(
            rendering.render(template, prompt, clock), files.tokenizer(), chat.addSpecialTokens());
    return read(encoded.text(), encoded.tokens(), encoded.assistant(), template.endOfTurn());
  }

  private static ReadPrompt read(
      String text,
      TokenizedText tokens,
      Optional<boolean[]> assistant,
      Optional<String> endOfTurn) {
    return new ReadPrompt(
        text,
        Arrays.stream(tokens.ids()).boxed().toList(),
        List.of(tokens.tokens()),
        assistant.map(
            mask -> IntStream.range(0, mask.length).mapToObj(i -> mask[i] ? 1 : 0).toList()),
        endOfTurn);
  }
}
