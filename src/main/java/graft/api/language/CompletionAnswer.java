package graft.api.language;

import graft.api.language.view.CompletionLogprobs;
import graft.api.language.view.Usage;
import graft.api.language.view.CompletionView;
import graft.recipe.generate.GeneratedAnswer;
import graft.recipe.generate.GeneratedText;
import graft.recipe.generate.TextDelta;
import graft.recipe.generate.ToldToken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The texts after prompts, whole or in parts.
 *
 * @param prompts as texts, where they stand before the answers
 */
record CompletionAnswer(Exchange exchange, CompletionRequest request, List<String> prompts)
    implements Telling.Chunks {
  CompletionView whole() {
    List<GeneratedAnswer> answers = exchange.await();
    List<CompletionView.Choice> choices = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      for (GeneratedText text : best(answers.get(i))) {
        choices.add(choice(choices.size(), i, answers.get(i), text));
      }
    }
    return view(choices, Optional.of(usage(answers)));
  }

  /** Those whose tokens are the likeliest in the mean; all, where as many were drawn. */
  private List<GeneratedText> best(GeneratedAnswer answer) {
    if (request.drawn() == request.sampling().answers()) {
      return answer.texts();
    }
    return answer.texts().stream()
        .sorted(Comparator.comparingDouble(text -> -likelihood(text)))
        .limit(request.sampling().answers())
        .toList();
  }

  private static double likelihood(GeneratedText text) {
    return text.logprobs().stream()
        .mapToDouble(ToldToken::logprob)
        .average()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  private CompletionView.Choice choice(
      int index, int prompt, GeneratedAnswer answer, GeneratedText text) {
    boolean isEmpty = isEmpty();
    String before = request.echoes() ? prompts.get(prompt) : "";
    List<ToldToken> told =
        Stream.concat(
                request.echoes() ? answer.told().stream() : Stream.of(),
                isEmpty ? Stream.of() : text.logprobs().stream())
            .toList();
    return new CompletionView.Choice(
        index,
        before + (isEmpty ? "" : text.text()),
        request.logprobs().map(top -> CompletionLogprobs.of(first(answer, before), told, top, 0)),
        Optional.of(isEmpty ? "length" : text.finishReason()));
  }

  /** The text of a prompt's first token, where the prompt is told of. */
  private List<String> first(GeneratedAnswer answer, String before) {
    if (!request.echoes()) {
      return List.of();
    }
    int rest = answer.told().stream().mapToInt(token -> token.token().length()).sum();
    return List.of(before.substring(0, Math.max(0, before.length() - rest)));
  }

  /** Whether only the prompt is asked back. */
  private boolean isEmpty() {
    return request.maxTokens().filter(most -> most == 0).isPresent();
  }

  private Usage usage(List<GeneratedAnswer> answers) {
    int made =
        answers.stream()
            .flatMap(answer -> answer.texts().stream())
            .mapToInt(text -> text.ids().size())
            .sum();
    return Usage.of(
        answers.stream().mapToInt(answer -> answer.prompt().size()).sum(), isEmpty() ? 0 : made);
  }

  private CompletionView view(List<CompletionView.Choice> choices, Optional<Usage> usage) {
    return new CompletionView(
        exchange.id(),
        CompletionView.OBJECT,
        exchange.created(),
        exchange.model(),
        choices,
        usage,
        exchange.fingerprint());
  }

  @Override
  public List<Record> beginning() {
    List<Record> chunks = new ArrayList<>();
    if (request.echoes()) {
      for (int i = 0; i < prompts.size(); i++) {
        for (int n = 0; n < request.sampling().answers(); n++) {
          chunks.add(part(i, n, prompts.get(i), Optional.empty(), Optional.empty()));
        }
      }
    }
    return chunks;
  }

  @Override
  public List<Record> of(TextDelta delta) {
    Optional<CompletionLogprobs> logprobs =
        request.logprobs().map(top -> CompletionLogprobs.of(List.of(), delta.tokens(), top, 0));
    boolean isNews =
        !delta.text().isEmpty() || !delta.tokens().isEmpty() || delta.finishReason().isPresent();
    return isNews
        ? List.of(
            part(delta.prompt(), delta.sequence(), delta.text(), logprobs, delta.finishReason()))
        : List.of();
  }

  private CompletionView part(
      int prompt,
      int sequence,
      String text,
      Optional<CompletionLogprobs> logprobs,
      Optional<String> reason) {
    int index = prompt * request.sampling().answers() + sequence;
    return view(
        List.of(new CompletionView.Choice(index, text, logprobs, reason)), Optional.empty());
  }

  @Override
  public List<Record> end() {
    return request.sampling().includesUsage()
        ? List.of(view(List.of(), Optional.of(usage(exchange.await()))))
        : List.of();
  }
}
