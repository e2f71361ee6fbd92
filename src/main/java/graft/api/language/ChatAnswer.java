package graft.api.language;

import graft.api.language.view.ChatCompletionView;
import graft.api.language.view.ChatChunkView;
import graft.api.language.view.Usage;
import graft.api.language.view.ChatLogprobs;
import graft.api.language.field.AnyObject;
import graft.recipe.generate.GeneratedAnswer;
import graft.recipe.generate.GeneratedText;
import graft.recipe.generate.TextDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The answer to a chat, whole or in parts. */
record ChatAnswer(Exchange exchange, ChatCompletionRequest request) implements Telling.Chunks {
  private static final String ASSISTANT = "assistant";

  ChatCompletionView whole() {
    GeneratedAnswer answer = exchange.await().getFirst();
    List<GeneratedText> texts = answer.texts();
    return new ChatCompletionView(
        exchange.id(),
        ChatCompletionView.OBJECT,
        exchange.created(),
        exchange.model(),
        IntStream.range(0, texts.size()).mapToObj(i -> choice(i, texts.get(i))).toList(),
        usage(),
        exchange.fingerprint());
  }

  private ChatCompletionView.Choice choice(int index, GeneratedText text) {
    return new ChatCompletionView.Choice(
        index,
        ChatCompletionView.Message.of(text.text()),
        tellsLogprobs() ? Optional.of(ChatLogprobs.of(text.logprobs())) : Optional.empty(),
        text.finishReason());
  }

  private boolean tellsLogprobs() {
    return request.logprobs().orElse(false);
  }

  private Usage usage() {
    GeneratedAnswer answer = exchange.await().getFirst();
    return Usage.of(
        answer.prompt().size(), answer.texts().stream().mapToInt(text -> text.ids().size()).sum());
  }

  @Override
  public List<Record> beginning() {
    return IntStream.range(0, request.sampling().answers())
        .<Record>mapToObj(i ->
            chunk(
                List.of(
                    new ChatChunkView.Choice(
                        i,
                        AnyObject.of("role", ASSISTANT, "content", ""),
                        Optional.empty(),
                        Optional.empty())),
                Optional.empty()))
        .toList();
  }

  @Override
  public List<Record> of(TextDelta delta) {
    List<Record> chunks = new ArrayList<>();
    if (!delta.text().isEmpty() || !delta.tokens().isEmpty()) {
      chunks.add(
          chunk(
              List.of(
                  new ChatChunkView.Choice(
                      delta.sequence(),
                      AnyObject.of("content", delta.text()),
                      tellsLogprobs()
                          ? Optional.of(ChatLogprobs.of(delta.tokens()))
                          : Optional.empty(),
                      Optional.empty())),
              Optional.empty()));
    }
    delta
        .finishReason()
        .ifPresent(reason ->
            chunks.add(
                chunk(
                    List.of(
                        new ChatChunkView.Choice(
                            delta.sequence(),
                            AnyObject.EMPTY,
                            Optional.empty(),
                            Optional.of(reason))),
                    Optional.empty())));
    return chunks;
  }

  @Override
  public List<Record> end() {
    return request.sampling().includesUsage()
        ? List.of(chunk(List.of(), Optional.of(usage())))
        : List.of();
  }

  private ChatChunkView chunk(List<ChatChunkView.Choice> choices, Optional<Usage> usage) {
    return new ChatChunkView(
        exchange.id(),
        ChatChunkView.OBJECT,
        exchange.created(),
        exchange.model(),
        choices,
        usage,
        exchange.fingerprint());
  }
}
