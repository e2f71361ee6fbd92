package graft.data;

import graft.data.chat.RowForm;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a file on their way to tokens: those of a small file are tokenized as they come,
 * those of a large one are kept as texts, to be tokenized as a training needs them.
 */
final class TextRows {
  /** Characters that are tokenized within seconds. */
  private static final long AT_ONCE = 1L << 23;

  /** Tokens that a row may have beyond its characters: special ones, and a blank before it. */
  private static final int ADDED = 8;

  private final ExampleEncoder encoder;
  private final Dataset.Bounds bounds;
  private final long atOnce;
  private final TokenColumns tokens;
  private final List<List<Example>> waiting = new ArrayList<>();
  private boolean mayWait;
  private long rows;

  TextRows(RowForm form, Tokenizer tokenization, Dataset.Bounds bounds) {
    this(form, tokenization, bounds, AT_ONCE);
  }

  /**
   * @param atOnce characters of all rows up to which they do not wait
   */
  TextRows(RowForm form, Tokenizer tokenization, Dataset.Bounds bounds, long atOnce) {
    this.encoder = new ExampleEncoder(form, tokenization, bounds);
    this.bounds = bounds;
    this.atOnce = atOnce;
    this.tokens = new TokenColumns(form.mapping(), form.labels());
    this.mayWait = !form.mapping().isReady() && LazyTokenColumns.suits(form.mapping().task());
  }

  /**
   * Adds parts of a file in their order; they are tokenized at the same time.
   *
   * @param characters of all rows so far. There are hardly fewer of them than tokens, so that fewer
   *     than the most tokens are within the bounds
   * @param longest characters of the longest row so far: where no tokenizer may take it, the file
   *     is refused before a training begins, and not in its midst
   * @throws GraftException {@link ErrorCode#TOO_LARGE} beyond the bounds
   */
  void add(List<List<Example>> parts, long characters, long longest) {
    waiting.addAll(parts);
    rows += parts.stream().mapToInt(List::size).sum();
    boolean isSafe =
        longest <= Tokenizer.MOST_CHARACTERS && characters + ADDED * rows < bounds.maxTokens();
    mayWait = mayWait && isSafe;
    if (!mayWait) {
      tokenize();
    }
  }

  private void tokenize() {
    tokens.add(waiting, encoder, bounds);
    waiting.clear();
  }

  /**
   * All of it.
   *
   * @param characters of all rows
   */
  Columns columns(long characters) {
    if (characters <= atOnce || !mayWait) {
      tokenize();
      return tokens;
    }
    List<Example> all = waiting.stream().flatMap(List::stream).toList();
    return new LazyTokenColumns(tokens, all, encoder, bounds);
  }
}
