package graft.data;

import graft.data.column.ColumnMapping;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.table.Row;
import java.util.List;

/**
 * One row as the model sees it.
 *
 * @param example the row as the task reads it
 * @param tokens as the vocabulary spells them, special tokens included
 * @param written the same of what a decoder behind an encoder writes; empty where there is none
 */
public record Preview(Example example, List<String> tokens, List<String> written, boolean isCut) {
  public Preview {
    tokens = List.copyOf(tokens);
    written = List.copyOf(written);
  }

  /**
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_FILE} when the row is faulty
   */
  public static Preview of(
      Row row,
      ColumnMapping mapping,
      Labels labels,
      Tokenizer tokenization,
      Dataset.Bounds bounds) {
    Faults faults = new Faults();
    List<Example> examples =
        new ExampleReader(mapping, labels, bounds).read(row, faults).stream().toList();
    faults.throwIfAny(ErrorCode.INVALID_FILE);
    ExampleEncoder encoder =
        new ExampleEncoder(
            mapping.task(), labels, tokenization, bounds.maxLength(), bounds.stride());
    ExampleEncoder.Tokens tokens = encoder.tokens(examples).getFirst();
    TokenizedText input = tokens.inputs().getFirst();
    return new Preview(
        examples.getFirst(),
        List.of(input.tokens()),
        tokens.written().map(written -> List.of(written.tokens())).orElse(List.of()),
        input.isCut() || tokens.written().filter(TokenizedText::isCut).isPresent());
  }
}
