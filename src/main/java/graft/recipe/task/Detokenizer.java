package graft.recipe.task;

import graft.data.Tokenizer;

/** Tokens as users read them. */
final class Detokenizer {
  private Detokenizer() {}

  /** As the vocabulary spells it where the row came as text, else as its text. */
  static String of(Row row, int place, Tokenizer tokenization) {
    return row.source()
        .map(source -> source.encoded().tokens()[place])
        .orElseGet(() -> of(row.ids()[place], tokenization));
  }

  /** The same of a token that is written. */
  static String of(Row.Written written, int place, Tokenizer tokenization) {
    return written
        .encoded()
        .map(encoded -> encoded.tokens()[place])
        .orElseGet(() -> of(written.ids()[place], tokenization));
  }

  static String of(int id, Tokenizer tokenization) {
    return tokenization.decode(new int[] {id}, false);
  }
}
