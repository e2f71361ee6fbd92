package graft.data;

import graft.image.PixelShape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rows side by side, as host arrays, row-major; they must not be changed. */
public sealed interface Batch {
  int rows();

  /** Positions that are read of a row. */
  int length();

  /** Positions of a row, padding included, on the side that has more. */
  int longest();

  Targets targets();

  /** Positions that count, those that a decoder writes too, padding left out. */
  int tokens();

  /** Positions that stand beside the real ones, and are computed like them. */
  int padding();

  /**
   * Whether a position is real.
   *
   * @param place counted over all rows
   */
  boolean isReal(int place);

  /**
   * Pictures of one size.
   *
   * @param length positions that a model makes of one
   * @param values rows x channels x height x width, normalised
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to the engine, compared by nobody
  record Pixels(int rows, int length, PixelShape shape, float[] values, Targets targets)
      implements Batch {
    /**
     * Pictures that are still apart.
     *
     * @param pictures the values of each
     */
    public static Pixels of(List<float[]> pictures, int length, PixelShape shape, Targets targets) {
      float[] values = new float[Math.multiplyExact(pictures.size(), shape.size())];
      for (int row = 0; row < pictures.size(); row++) {
        System.arraycopy(pictures.get(row), 0, values, row * shape.size(), shape.size());
      }
      return new Pixels(pictures.size(), length, shape, values, targets);
    }

    @Override
    public int longest() {
      return length;
    }

    @Override
    public int tokens() {
      return rows * length;
    }

    @Override
    public int padding() {
      return 0;
    }

    @Override
    public boolean isReal(int place) {
      return true;
    }
  }

  /**
   * Rows of tokens, padded at the right to one length: arrays of shape rows x length.
   *
   * @param attentionMask 1 for a token, 0 for padding
   * @param decoded what a decoder behind an encoder reads, where that is given; else it reads its
   *     targets shifted right, or what the encoder reads
   * @param packed where rows hold several texts
   * @param tokens real ones, those that a decoder writes too, padding not counted
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to the engine, compared by nobody
  record Tokens(
      int rows,
      int length,
      long[] inputIds,
      long[] attentionMask,
      long[] tokenTypeIds,
      Optional<Decoded> decoded,
      Optional<Packed> packed,
      Targets targets,
      int tokens)
      implements Batch {
    /** Rows of which no decoder is told what it reads. */
    public Tokens(
        int rows,
        int length,
        long[] inputIds,
        long[] attentionMask,
        long[] tokenTypeIds,
        Targets targets,
        int tokens) {
      this(
          rows,
          length,
          inputIds,
          attentionMask,
          tokenTypeIds,
          Optional.empty(),
          Optional.empty(),
          targets,
          tokens);
    }

    /** Rows to predict. */
    public static Tokens of(List<TokenizedText> rows, Padding padding) {
      return of(
          rows.stream().map(TokenizedText::ids).toArray(int[][]::new),
          rows.stream().map(TokenizedText::typeIds).toArray(int[][]::new),
          new Targets.None(),
          padding);
    }

    /**
     * Rows of token ids with what is expected of them.
     *
     * @param typeIds segments of each row; where it has fewer entries than tokens, the rest are 0
     */
    public static Tokens of(int[][] ids, int[][] typeIds, Targets targets, Padding padding) {
      int length = padding.length(Batch.longest(ids));
      long tokens = Arrays.stream(ids).mapToInt(row -> row.length).sum() + written(targets);
      long[] mask = new long[Math.multiplyExact(ids.length, length)];
      for (int row = 0; row < ids.length; row++) {
        Arrays.fill(mask, row * length, row * length + ids[row].length, 1);
      }
      return new Tokens(
          ids.length,
          length,
          padded(ids, length, padding.padId()),
          mask,
          padded(typeIds, length, 0),
          targets,
          Math.toIntExact(tokens));
    }

    private static long written(Targets targets) {
      return targets instanceof Targets.Written ? targets.count() : 0;
    }

    /** The same rows beside what a decoder reads of them. */
    public Tokens with(Decoded read) {
      return new Tokens(
          rows,
          length,
          inputIds,
          attentionMask,
          tokenTypeIds,
          Optional.of(read),
          packed,
          targets,
          tokens);
    }

    /** The same rows, of which each holds several texts. */
    public Tokens with(Packed texts) {
      return new Tokens(
          rows,
          length,
          inputIds,
          attentionMask,
          tokenTypeIds,
          decoded,
          Optional.of(texts),
          targets,
          tokens);
    }

    /**
     * The same rows, of which only some tokens count.
     *
     * @param masks of each row's tokens: 1 where the model looks, else 0
     */
    public Tokens withMasks(int[][] masks) {
      long seen = Arrays.stream(masks).flatMapToInt(Arrays::stream).sum() + written(targets);
      return new Tokens(
          rows,
          length,
          inputIds,
          padded(masks, length, 0),
          tokenTypeIds,
          decoded,
          packed,
          targets,
          Math.toIntExact(seen));
    }

    @Override
    public int longest() {
      return Math.max(length, Math.max(written(), decoded.map(Decoded::length).orElse(0)));
    }

    @Override
    public int padding() {
      return rows * (length + written()) - tokens;
    }

    private int written() {
      return targets instanceof Targets.Written(_, int ofDecoder) ? ofDecoder : 0;
    }

    @Override
    public boolean isReal(int place) {
      return attentionMask[place] == 1;
    }
  }

  /**
   * What a decoder reads.
   *
   * @param ids rows x length
   * @param length of its rows
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to the engine, compared by nobody
  record Decoded(long[] ids, int length) {
    /** Rows padded to one length. */
    public static Decoded of(int[][] rows, Padding padding) {
      int length = padding.writtenLength(Batch.longest(rows));
      return new Decoded(padded(rows, length, padding.padId()), length);
    }
  }

  /**
   * How several texts stand in each row.
   *
   * @param places rows x length: how many tokens of its own text stand before each
   * @param texts rows x length: which text of its row each belongs to; -1 for padding
   * @param longest tokens of the longest text
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to the engine, compared by nobody
  record Packed(long[] places, long[] texts, int longest) {
    /**
     * Texts behind each other.
     *
     * @param lengths of the texts of each row
     * @param length of a row
     */
    public static Packed of(int[][] lengths, int length) {
      long[] places = new long[Math.multiplyExact(lengths.length, length)];
      long[] texts = new long[places.length];
      Arrays.fill(texts, -1);
      for (int row = 0; row < lengths.length; row++) {
        int at = row * length;
        for (int text = 0; text < lengths[row].length; text++) {
          for (int i = 0; i < lengths[row][text]; i++) {
            places[at] = i;
            texts[at++] = text;
          }
        }
      }
      int longest = Arrays.stream(lengths).flatMapToInt(Arrays::stream).max().orElse(0);
      return new Packed(places, texts, longest);
    }
  }

  /** Rows side by side, each filled up to {@code length}. */
  static long[] padded(int[][] rows, int length, int filler) {
    long[] values = new long[Math.multiplyExact(rows.length, length)];
    for (int row = 0; row < rows.length; row++) {
      int at = row * length;
      for (int i = 0; i < rows[row].length; i++) {
        values[at + i] = rows[row][i];
      }
      Arrays.fill(values, at + rows[row].length, at + length, filler);
    }
    return values;
  }

  static int longest(int[][] rows) {
    return Arrays.stream(rows).mapToInt(row -> row.length).max().orElse(0);
  }
}
