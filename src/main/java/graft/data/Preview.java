package graft.data;

import graft.data.chat.RowForm;
import graft.data.chat.TaughtText;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.job.TaskType;
import graft.table.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One row as the model sees it.
 *
 * @param example the row as the task reads it
 * @param tokens as the vocabulary spells them, special tokens included
 * @param ids the same in the vocabulary
 * @param learned what a causal language model learns: 1 for each such token, else 0; empty for
 *     other tasks
 * @param written the same as {@code tokens} of what a decoder behind an encoder writes; empty where
 *     there is none
 */
public record Preview(
    Example example,
    List<String> tokens,
    List<Integer> ids,
    List<Integer> learned,
    List<String> written,
    boolean isCut) {
  public Preview {
    tokens = List.copyOf(tokens);
    ids = List.copyOf(ids);
    learned = List.copyOf(learned);
    written = List.copyOf(written);
  }

  /**
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_FILE} when the row is faulty
   */
  public static Preview of(Row row, RowForm form, Tokenizer tokenization, Dataset.Bounds bounds) {
    Faults faults = new Faults();
    List<Example> examples = new ExampleReader(form, bounds).read(row, faults).stream().toList();
    faults.throwIfAny(ErrorCode.INVALID_FILE);
    ExampleEncoder encoder = new ExampleEncoder(form, tokenization, bounds, true);
    ExampleEncoder.Tokens tokens = encoder.tokens(examples).getFirst();
    TokenizedText input = tokens.inputs().getFirst();
    return new Preview(
        examples.getFirst(),
        List.of(input.tokens()),
        Arrays.stream(input.ids()).boxed().toList(),
        form.mapping().task() == TaskType.CAUSAL_LM
            ? learned(encoder.targets(examples.getFirst(), tokens).getFirst())
            : List.of(),
        tokens.written().map(written -> List.of(written.tokens())).orElse(List.of()),
        input.isCut() || tokens.written().filter(TokenizedText::isCut).isPresent());
  }

  private static List<Integer> learned(int[] target) {
    return Arrays.stream(target).map(token -> token == Targets.IGNORED ? 0 : 1).boxed().toList();
  }

  /** The text that was tokenized. */
  public Optional<String> text() {
    return switch (example) {
      case Example.Conversed(List<TaughtText> texts) -> Optional.of(texts.getFirst().text());
      case Example.Plain(String text) -> Optional.of(text);
      case Example.Generated(String prompt, String completion) -> Optional.of(prompt + completion);
      default -> Optional.empty();
    };
  }
}
