package graft.data.cut;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import graft.data.Text;
import graft.data.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts as ids, without how a token is spelled and where it stands. Handing these over from the
 * native library takes many times as long as finding the ids, and most tasks read ids alone.
 *
 * @param tokenizer open for as long as this is used
 * @param tellsSegments whether its segments are the model's
 * @param maxLength most tokens of a text, special tokens included
 */
public record TokenIds(HuggingFaceTokenizer tokenizer, boolean tellsSegments, int maxLength) {
  private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  /** What is read of a text; {@code long} as the library gives them. */
  @SuppressWarnings("ArrayRecordComponent") // read at once, compared by nobody
  private record Found(long[] ids, long[] typeIds, long[] sequences) {}

  /**
   * The texts as {@link graft.data.Tokenizer#encode} cuts them, each with {@link
   * TokenizedText#unplaced} parts.
   *
   * @param texts all single texts, or all pairs
   */
  public List<TokenizedText> of(List<Text> texts) {
    Beginnings beginnings = new Beginnings(maxLength);
    List<Text> read = texts.stream().map(beginnings::of).toList();
    List<Found> found = found(read);
    return IntStream.range(0, texts.size())
        .mapToObj(i ->
            beginnings.suffices(read.get(i), texts.get(i), found.get(i).sequences())
                ? found.get(i)
                : found(List.of(texts.get(i))).getFirst())
        .map(this::cut)
        .toList();
  }

  private TokenizedText cut(Found found) {
    int length = found.ids().length;
    if (length <= maxLength) {
      return TokenizedText.unplaced(
          ints(found.ids()),
          tellsSegments ? ints(found.typeIds()) : new int[length],
          ints(found.sequences()),
          false);
    }
    int[] kept = Truncation.LONGEST_FIRST.keep(found.sequences(), maxLength);
    return TokenizedText.unplaced(
        at(kept, found.ids()),
        tellsSegments ? at(kept, found.typeIds()) : new int[kept.length],
        at(kept, found.sequences()),
        kept.length < length);
  }

  private List<Found> found(List<Text> texts) {
    List<Found> found = new ArrayList<>(texts.size());
    for (long encoding : encodings(texts)) {
      found.add(
          new Found(
              LIBRARY.getTokenIds(encoding),
              tellsSegments ? LIBRARY.getTypeIds(encoding) : new long[0],
              LIBRARY.getSequenceIds(encoding)));
      LIBRARY.deleteEncoding(encoding);
    }
    return found;
  }

  private long[] encodings(List<Text> texts) {
    String[] first = texts.stream().map(Text::first).toArray(String[]::new);
    long handle = tokenizer.getHandle();
    if (texts.getFirst().second().isEmpty()) {
      return LIBRARY.batchEncode(handle, first, true);
    }
    String[] second =
        texts.stream().map(text -> text.second().orElseThrow()).toArray(String[]::new);
    return LIBRARY.batchEncodePair(handle, first, second, true);
  }

  private static int[] ints(long[] values) {
    int[] narrow = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (int) values[i];
    }
    return narrow;
  }

  private static int[] at(int[] kept, long[] values) {
    int[] narrow = new int[kept.length];
    for (int i = 0; i < kept.length; i++) {
      narrow[i] = (int) values[kept[i]];
    }
    return narrow;
  }
}
