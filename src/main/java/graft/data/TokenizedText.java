package graft.data;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A tokenized text or pair; all arrays have one entry a token and must not be changed. Where nobody
 * asked for a token's spelling and place, {@code tokens}, {@code words}, {@code starts} and {@code
 * ends} are empty.
 *
 * @param ids tokens in the vocabulary, special tokens included
 * @param tokens as the vocabulary spells them
 * @param typeIds segments as the model knows them
 * @param sequences which text: 0 the first, 1 the second, -1 a special token
 * @param words the word within its text, -1 for a special token; for words that were given one by
 *     one, their index
 * @param starts where the token begins in its text (or in its given word), in code points; -1 for a
 *     special token
 * @param ends where it ends, exclusive
 * @param isCut whether tokens were dropped to fit the length
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and copied into batches
public record TokenizedText(
    int[] ids,
    String[] tokens,
    int[] typeIds,
    int[] sequences,
    int[] words,
    int[] starts,
    int[] ends,
    boolean isCut) {
  private static final int[] NOT_ASKED = {};
  private static final String[] NOT_SPELLED = {};

  /** Tokens of whose spelling and places nothing is told. */
  public static TokenizedText unplaced(int[] ids, int[] typeIds, int[] sequences, boolean isCut) {
    return new TokenizedText(
        ids, NOT_SPELLED, typeIds, sequences, NOT_ASKED, NOT_ASKED, NOT_ASKED, isCut);
  }

  /** Ready ids, of whose text nothing is known. */
  static TokenizedText ready(int[] ids, int[] typeIds) {
    int[] nowhere = new int[ids.length];
    Arrays.fill(nowhere, -1);
    String[] tokens = IntStream.of(ids).mapToObj(String::valueOf).toArray(String[]::new);
    return new TokenizedText(ids, tokens, typeIds, nowhere, nowhere, nowhere, nowhere, false);
  }

  /**
   * The same tokens with other starts and ends.
   *
   * @param places where each word stands in the text that they were taken from
   */
  TokenizedText movedTo(int[] places) {
    return new TokenizedText(
        ids, tokens, typeIds, sequences, words, moved(starts, places), moved(ends, places), isCut);
  }

  private int[] moved(int[] offsets, int[] places) {
    return IntStream.range(0, offsets.length)
        .map(i -> words[i] < 0 ? offsets[i] : offsets[i] + places[words[i]])
        .toArray();
  }

  /** The same with a special token at its end. */
  TokenizedText endedBy(int id, String token) {
    return new TokenizedText(
        with(ids, id),
        Stream.concat(Stream.of(tokens), Stream.of(token)).toArray(String[]::new),
        with(typeIds, 0),
        with(sequences, -1),
        with(words, -1),
        with(starts, -1),
        with(ends, -1),
        false);
  }

  private static int[] with(int[] values, int last) {
    int[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = last;
    return longer;
  }

  /** The same tokens, of which not all are there. */
  TokenizedText cut() {
    return new TokenizedText(ids, tokens, typeIds, sequences, words, starts, ends, true);
  }

  /** The same as a part of a row of which nothing is lost. */
  TokenizedText whole() {
    return new TokenizedText(ids, tokens, typeIds, sequences, words, starts, ends, false);
  }

  public int length() {
    return ids.length;
  }
}
