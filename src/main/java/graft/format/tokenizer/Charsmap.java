package graft.format.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * A {@code Precompiled} map of characters as SentencePiece writes it: the size of a trie in bytes,
 * the trie as a double array of 32-bit units (Darts-clone), and the texts that its leaves point to,
 * each ended by a zero byte.
 */
final class Charsmap {
  private static final int UNIT = Integer.BYTES;
  private static final int LARGEST = 8 << 20;

  /** Longer than what any character of Unicode is replaced by. */
  private static final int LONGEST_TEXT = 256;

  private final Part part;
  private final int[] units;
  private final byte[] texts;

  private Charsmap(Part part, int[] units, byte[] texts) {
    this.part = part;
    this.units = units;
    this.texts = texts;
  }

  /** Follows every path of the map's trie, and refuses one that leads outside. */
  static void require(Part part) {
    ByteBuffer bytes = ByteBuffer.wrap(decoded(part)).order(ByteOrder.LITTLE_ENDIAN);
    part.require(bytes.remaining() >= 2 * UNIT, "the map of characters is too short");
    int size = bytes.getInt();
    part.require(
        size >= UNIT && size % UNIT == 0 && size <= bytes.remaining(),
        "the map of characters says that its trie has %s bytes, of %d"
            .formatted(Integer.toUnsignedString(size), bytes.remaining()));
    int[] units = new int[size / UNIT];
    bytes.asIntBuffer().get(units);
    byte[] texts = new byte[bytes.remaining() - size];
    bytes.position(bytes.position() + size).get(texts);
    new Charsmap(part, units, texts).follow();
  }

  private static byte[] decoded(Part part) {
    String text = part.text("precompiled_charsmap");
    part.require(text.length() <= LARGEST, "the map of characters is larger than " + LARGEST);
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw part.fault("the map of characters is not in Base64");
    }
  }

  private void follow() {
    requireUtf8();
    BitSet seen = new BitSet(units.length);
    Deque<Integer> open = new ArrayDeque<>();
    int root = offset(units[0]);
    seen.set(inside(root));
    open.add(root);
    while (!open.isEmpty()) {
      int base = open.remove();
      for (int label = 1; label < 256; label++) {
        int node = inside(base ^ label);
        if ((units[node] & 0x800000FF) == label) {
          int next = inside(node ^ offset(units[node]));
          if ((units[node] >>> 8 & 1) == 1) {
            requireText(units[next] & 0x7FFFFFFF);
          }
          if (!seen.get(next)) {
            seen.set(next);
            open.add(next);
          }
        }
      }
    }
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }

  private int inside(int node) {
    part.require(
        node >= 0 && node < units.length,
        "the map of characters points to unit %d of %d".formatted(node, units.length));
    return node;
  }

  private void requireText(int begin) {
    part.require(
        begin <= texts.length && (begin == texts.length || (texts[begin] & 0xC0) != 0x80),
        "the map of characters points to byte %d of %d".formatted(begin, texts.length));
    int end = begin;
    while (end < texts.length && texts[end] != 0) {
      end++;
    }
    part.require(
        end - begin <= LONGEST_TEXT,
        "the map of characters replaces one by more than %d bytes".formatted(LONGEST_TEXT));
  }

  private void requireUtf8() {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
    } catch (CharacterCodingException e) {
      throw part.fault("the texts of the map of characters are not UTF-8");
    }
  }
}
