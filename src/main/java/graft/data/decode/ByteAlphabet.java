package graft.data.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The characters that byte-level vocabularies write bytes with (Radford et al. 2019): printable
 * ones of Latin-1 for themselves, those from U+0100 on for the rest.
 */
final class ByteAlphabet {
  private static final int SIZE = 256;
  private static final int[] BYTES = bytes();

  private ByteAlphabet() {}

  /** The bytes that a token writes; of one that does not only write bytes, its own in UTF-8. */
  static byte[] decode(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char letter = token.charAt(i);
      int value = letter < BYTES.length ? BYTES[letter] : -1;
      if (value < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  /** The byte of each character; -1 for those that write none. */
  private static int[] bytes() {
    int[] bytes = new int[2 * SIZE];
    Arrays.fill(bytes, -1);
    int next = SIZE;
    for (int value = 0; value < SIZE; value++) {
      boolean isPrintable =
          (value >= '!' && value <= '~')
              || (value >= 0xA1 && value <= 0xAC)
              || (value >= 0xAE && value <= 0xFF);
      bytes[isPrintable ? value : next++] = value;
    }
    return bytes;
  }
}
