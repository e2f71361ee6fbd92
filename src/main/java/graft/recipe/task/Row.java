package graft.recipe.task;

import graft.data.Text;
import graft.data.TokenizedText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A row to predict.
 *
 * @param ids tokens in the vocabulary
 * @param mask 1 for a token that the model looks at, else 0
 * @param typeIds segments
 * @param source the text that the tokens come from; empty where ids were given
 * @param decoder what a decoder behind an encoder reads; empty where it reads the same
 * @param others the further sequences of a row that has several to choose from, or windows of a
 *     text
 */
@SuppressWarnings("ArrayRecordComponent") // copied into batches, compared by nobody
public record Row(
    int[] ids,
    int[] mask,
    int[] typeIds,
    Optional<Source> source,
    Optional<Decoder> decoder,
    List<Row> others) {
  public Row {
    others = List.copyOf(others);
  }

  /** A row of one sequence. */
  public Row(int[] ids, int[] mask, int[] typeIds, Optional<Source> source) {
    this(ids, mask, typeIds, source, Optional.empty(), List.of());
  }

  /** The same row for an encoder with a decoder behind it. */
  Row with(Decoder read) {
    return new Row(ids, mask, typeIds, source, Optional.of(read), others);
  }

  /** The row of several sequences, in their order: choices, or windows of a long text. */
  static Row of(List<Row> sequences) {
    Row first = sequences.getFirst();
    return new Row(
        first.ids,
        first.mask,
        first.typeIds,
        first.source,
        first.decoder,
        sequences.subList(1, sequences.size()));
  }

  /** All sequences. */
  public Stream<Row> sequences() {
    return Stream.concat(Stream.of(this), others.stream());
  }

  /** A text and where its tokens stand in it. */
  public record Source(Text text, TokenizedText encoded) {
    /** The part of the text that a token lies in. */
    String part(int token) {
      return encoded.sequences()[token] == 1 ? text.second().orElseThrow() : text.first();
    }

    /** What stands from the first token's beginning to the last one's end, both of one part. */
    String between(int first, int last) {
      String part = part(first);
      return part.substring(
          part.offsetByCodePoints(0, start(first)), part.offsetByCodePoints(0, end(last)));
    }

    int start(int token) {
      return encoded.starts()[token];
    }

    int end(int token) {
      return encoded.ends()[token];
    }

    boolean isSpecial(int token) {
      return encoded.sequences()[token] < 0;
    }
  }

  /**
   * What a decoder behind an encoder reads.
   *
   * @param ids tokens in the vocabulary
   * @param target the text that it is asked about, whose tokens it reads one later; empty where its
   *     ids were given
   */
  @SuppressWarnings("ArrayRecordComponent") // copied into batches, compared by nobody
  public record Decoder(int[] ids, Optional<TokenizedText> target) {}

  /**
   * The tokens whose likelihood is asked.
   *
   * @param told the first that something is told of: the token at this place is what the model says
   *     at the first position
   * @param encoded of the text that they come from
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
  record Written(int[] ids, int told, Optional<TokenizedText> encoded) {}

  /** What is asked of a model that writes. */
  Written written() {
    return decoder
        .map(read ->
            read.target()
                .map(target -> new Written(target.ids(), 0, read.target()))
                .orElseGet(() -> new Written(read.ids(), 1, Optional.empty())))
        .orElseGet(() -> new Written(ids, 1, source.map(Source::encoded)));
  }

  /** Whether a text is longer than what was read of it. */
  boolean isCut() {
    return Stream.concat(
            sequences().flatMap(sequence -> sequence.source.stream()).map(Source::encoded),
            decoder.stream().flatMap(read -> read.target().stream()))
        .anyMatch(TokenizedText::isCut);
  }

  public int length() {
    return ids.length;
  }

  /** Tokens of its longest sequence. */
  public int longest() {
    return sequences().mapToInt(Row::length).max().orElse(0);
  }

  /** Tokens that a decoder reads; 0 where it is told none. */
  public int decoded() {
    return decoder.map(read -> read.ids().length).orElse(0);
  }
}
