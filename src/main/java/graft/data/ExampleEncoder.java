package graft.data;

import graft.data.Example.Answer;
import graft.data.chat.RowForm;
import graft.data.chat.TaughtTokens;
import graft.data.cut.Cuts;
import graft.spec.job.LossOn;
import graft.spec.job.TaskType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Turns examples into tokens and, for each, the ints of its target: a class, several classes, a
 * float's bits, one label a token, or a span's ends.
 */
final class ExampleEncoder {
  private static final int[] NO_SPAN = {0, 0};
  private static final int[] UNKNOWN = {Targets.Spans.OUTSIDE, Targets.Spans.OUTSIDE};

  private final TaskType task;
  private final LossOn lossOn;
  private final Labels labels;
  private final Tokenizer tokenization;
  private final int maxLength;
  private final int stride;
  private final boolean isSpelled;

  /** For rows that a model reads. */
  ExampleEncoder(RowForm form, Tokenizer tokenization, Dataset.Bounds bounds) {
    this(form, tokenization, bounds, false);
  }

  /**
   * @param isSpelled whether people see the tokens, too
   */
  ExampleEncoder(RowForm form, Tokenizer tokenization, Dataset.Bounds bounds, boolean isSpelled) {
    this.isSpelled = isSpelled;
    this.task = form.mapping().task();
    this.lossOn = form.lossOn();
    this.labels = form.labels();
    this.tokenization = tokenization;
    this.maxLength = bounds.maxLength();
    this.stride = bounds.stride();
  }

  /**
   * An example in tokens.
   *
   * @param inputs its sequences: one, one for each choice, or the windows of a context
   * @param written what a decoder behind an encoder writes, where that is a text
   * @param taught what of the sequences is learned, where it is a conversation
   */
  record Tokens(
      List<TokenizedText> inputs, Optional<TokenizedText> written, List<TaughtTokens> taught) {
    static Tokens of(List<TaughtTokens> taught) {
      return new Tokens(taught.stream().map(TaughtTokens::text).toList(), Optional.empty(), taught);
    }
  }

  List<Tokens> tokens(List<Example> examples) {
    if (!examples.isEmpty() && examples.getFirst() instanceof Example.Conversed) {
      return examples.stream()
          .map(Example.Conversed.class::cast)
          .map(said -> Tokens.of(TaughtTokens.of(said.texts(), tokenization, maxLength)))
          .toList();
    }
    List<List<TokenizedText>> inputs = inputs(examples);
    List<TokenizedText> written = written(examples);
    return IntStream.range(0, examples.size())
        .mapToObj(i ->
            new Tokens(
                inputs.get(i),
                written.isEmpty() ? Optional.empty() : Optional.of(written.get(i)),
                List.of()))
        .toList();
  }

  /** The targets with their ends, one for each example of text. */
  private List<TokenizedText> written(List<Example> examples) {
    List<Text> targets =
        examples.stream()
            .flatMap(example ->
                task == TaskType.SEQ2SEQ_LM
                        && example instanceof Example.Generated(_, String target)
                    ? Stream.of(Text.of(target))
                    : Stream.empty())
            .toList();
    return tokenization.encode(targets, maxLength).stream()
        .map(target -> tokenization.ended(target, maxLength))
        .toList();
  }

  private List<List<TokenizedText>> inputs(List<Example> examples) {
    if (!examples.isEmpty() && !ready(examples.getFirst()).isEmpty()) {
      return examples.stream()
          .map(e -> ready(e).stream().map(Example.Ready::input).toList())
          .toList();
    }
    if (task == TaskType.TOKEN_CLASSIFICATION) {
      return examples.stream()
          .map(Example.Tagged.class::cast)
          .map(tagged -> List.of(tokenization.encodeWords(tagged.words(), maxLength)))
          .toList();
    }
    List<Text> texts = examples.stream().flatMap(this::texts).toList();
    if (task == TaskType.QUESTION_ANSWERING) {
      return tokenization.encodeQuestions(texts, maxLength, stride);
    }
    List<TokenizedText> encoded = encoded(texts);
    int each = examples.isEmpty() ? 0 : encoded.size() / examples.size();
    return IntStream.range(0, examples.size())
        .mapToObj(i -> encoded.subList(i * each, (i + 1) * each))
        .toList();
  }

  /**
   * A causal model learns where a text ends, too, and perhaps from some place on. Of all other
   * tasks here the ids are enough.
   */
  private List<TokenizedText> encoded(List<Text> texts) {
    if (task != TaskType.CAUSAL_LM && !isSpelled) {
      return tokenization.encodeIds(texts, maxLength);
    }
    List<TokenizedText> encoded = tokenization.encode(texts, maxLength);
    return task == TaskType.CAUSAL_LM
        ? encoded.stream().map(input -> tokenization.ended(input, maxLength)).toList()
        : encoded;
  }

  /** What was tokenized before; none where there are texts. */
  static List<Example.Ready> ready(Example example) {
    return switch (example) {
      case Example.Ready one -> List.of(one);
      case Example.ReadyChoices(List<Example.Ready> choices, _) -> choices;
      default -> List.of();
    };
  }

  /** The target of an example, or of each of its windows. */
  List<int[]> targets(Example example, Tokens tokens) {
    if (example instanceof Example.Conversed) {
      return tokens.taught().stream().map(said -> said.target(Targets.IGNORED)).toList();
    }
    return example instanceof Example.Questioned(_, _, List<Answer> answers)
        ? spans(answers, tokens.inputs())
        : List.of(
            tokens
                .written()
                .map(ExampleEncoder::learned)
                .orElseGet(() -> target(example, tokens.inputs().getFirst())));
  }

  /** What a decoder writes: where it was cut it does not end. */
  private static int[] learned(TokenizedText written) {
    int[] target = written.ids().clone();
    for (int i = target.length - 1; written.isCut() && i >= 0 && written.sequences()[i] < 0; i--) {
      target[i] = Targets.IGNORED;
    }
    return target;
  }

  private int[] target(Example example, TokenizedText input) {
    return switch (example) {
      case Example.Pictured _, Example.Seen _ -> throw new IllegalArgumentException("no text");
      case Example.Conversed _ -> throw new IllegalArgumentException("each turn has its target");
      case Example.Ready(_, _, _, int[] target) -> target;
      case Example.ReadyChoices(_, int[] target) -> target;
      case Example.Classified(_, String label) -> new int[] {id(label)};
      case Example.Choosing(_, _, String label) -> new int[] {id(label)};
      case Example.MultiLabelled(_, var names) -> names.stream().mapToInt(this::id).toArray();
      case Example.Scored(_, float score) -> new int[] {Float.floatToRawIntBits(score)};
      case Example.Tagged(_, List<String> tags) -> tags(tags, input);
      case Example.Questioned _ -> throw new IllegalArgumentException("a window has the target");
      case Example.Plain _ -> task == TaskType.MASKED_LM ? words(input) : input.ids();
      case Example.Generated(String source, _) ->
          lossOn == LossOn.ALL ? input.ids() : completion(source, input);
    };
  }

  /** What a question is asked of, to judge answers by their text; other rows have none. */
  static Optional<Targets.Passage> passage(Example example, TokenizedText input, int row) {
    return example instanceof Example.Questioned(_, String context, List<Answer> answers)
        ? Optional.of(
            new Targets.Passage(
                row,
                context,
                ofContext(input.starts(), input),
                ofContext(input.ends(), input),
                answers.stream().map(Answer::text).distinct().toList()))
        : Optional.empty();
  }

  private static int[] ofContext(int[] offsets, TokenizedText input) {
    return IntStream.range(0, offsets.length)
        .map(i -> input.sequences()[i] == 1 ? offsets[i] : -1)
        .toArray();
  }

  /** What of an example is not in its sequences. */
  Cuts cuts(Example example, Tokens tokens, List<int[]> targets) {
    int tags =
        example instanceof Example.Tagged(_, List<String> given)
            ? given.size()
                - (int) Arrays.stream(targets.getFirst()).filter(t -> t != Targets.IGNORED).count()
            : 0;
    boolean isCut =
        Stream.concat(tokens.inputs().stream(), tokens.written().stream())
            .anyMatch(TokenizedText::isCut);
    boolean isLearned =
        task != TaskType.CAUSAL_LM
            || targets.stream().anyMatch(target -> DatasetValidator.hasLabel(task, target));
    boolean isEnded = tokens.taught().stream().allMatch(TaughtTokens::isEnded);
    return new Cuts(
        isCut ? 1 : 0,
        targets.getFirst() == UNKNOWN ? 1 : 0,
        tags,
        isLearned ? 0 : 1,
        isEnded ? 0 : 1);
  }

  private Stream<Text> texts(Example example) {
    return example instanceof Example.Choosing(String text, List<String> choices, _)
        ? choices.stream().map(choice -> Text.of(text, choice))
        : Stream.of(text(example));
  }

  private Text text(Example example) {
    return switch (example) {
      case Example.Ready _, Example.ReadyChoices _ ->
          throw new IllegalArgumentException("ready ids have no text");
      case Example.Pictured _, Example.Seen _ -> throw new IllegalArgumentException("no text");
      case Example.Conversed _ -> throw new IllegalArgumentException("turns are several texts");
      case Example.Choosing _ -> throw new IllegalArgumentException("choices are several texts");
      case Example.Classified(Text text, _) -> text;
      case Example.MultiLabelled(Text text, _) -> text;
      case Example.Scored(Text text, _) -> text;
      case Example.Tagged(List<String> words, _) -> Text.of(String.join(" ", words));
      case Example.Questioned(String question, String context, _) -> Text.of(question, context);
      case Example.Plain(String text) -> Text.of(text);
      case Example.Generated(String source, String target) ->
          Text.of(task == TaskType.SEQ2SEQ_LM ? source : source + target);
    };
  }

  private int id(String label) {
    return labels.id(label).orElseThrow();
  }

  /** The tag of each word at its first token; its other tokens have none. */
  private int[] tags(List<String> tags, TokenizedText input) {
    int[] words = input.words();
    return IntStream.range(0, words.length)
        .map(i ->
            words[i] < 0 || (i > 0 && words[i] == words[i - 1])
                ? Targets.IGNORED
                : id(tags.get(words[i])))
        .toArray();
  }

  /**
   * First and last token of the first answer in each window that holds all of it; in the others
   * there is none. Where no window holds it nothing is known: that it is not there would be untrue.
   */
  private static List<int[]> spans(List<Answer> answers, List<TokenizedText> windows) {
    Optional<Answer> answer = answers.stream().filter(a -> !a.text().isBlank()).findFirst();
    List<int[]> spans = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      spans.add(answer.isEmpty() ? NO_SPAN : span(answer.get(), windows.get(i), i == 0));
    }
    boolean isLost = answer.isPresent() && spans.stream().allMatch(span -> span == NO_SPAN);
    return isLost ? Collections.nCopies(windows.size(), UNKNOWN) : spans;
  }

  /**
   * @param isFirst whether no part of the context stands before the window
   */
  private static int[] span(Answer answer, TokenizedText input, boolean isFirst) {
    String text = answer.text();
    int begin = answer.start() + codePoints(text) - codePoints(text.stripLeading());
    int end = answer.start() + codePoints(text.stripTrailing());
    int[] inside =
        IntStream.range(0, input.length())
            .filter(i ->
                input.sequences()[i] == 1 && input.starts()[i] < end && input.ends()[i] > begin)
            .toArray();
    boolean isWhole =
        inside.length > 0
            && input.ends()[inside[inside.length - 1]] >= end
            && (isFirst || input.starts()[inside[0]] <= begin);
    return isWhole ? new int[] {inside[0], inside[inside.length - 1]} : NO_SPAN;
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Every token but the special ones, which are not masked. */
  private static int[] words(TokenizedText input) {
    return IntStream.range(0, input.length())
        .map(i -> input.sequences()[i] < 0 ? Targets.IGNORED : input.ids()[i])
        .toArray();
  }

  /** The tokens from the first on that reaches beyond the prompt, and the end of the text. */
  private static int[] completion(String prompt, TokenizedText input) {
    int length = prompt.codePointCount(0, prompt.length());
    int[] target = input.ids().clone();
    int end = target.length;
    while (end > 0 && input.sequences()[end - 1] < 0) {
      end--;
    }
    int i = 0;
    while (i < end && input.ends()[i] <= length) {
      i++;
    }
    Arrays.fill(target, 0, i, Targets.IGNORED);
    if (input.isCut()) {
      // Where a text was cut it does not end.
      Arrays.fill(target, end, target.length, Targets.IGNORED);
    }
    return target;
  }
}
