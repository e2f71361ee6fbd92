package graft.api.text;

import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What counts as text: UTF-8 without U+0000, which no database column can keep, and without halves
 * of characters, which no other program can read.
 */
public final class PlainText {
  private PlainText() {}

  /**
   * Decodes UTF-8 by the letter.
   *
   * @param what the text's name in a refusal: "the body"
   * @throws GraftException {@link ErrorCode#MALFORMED_REQUEST} with the place of the first byte
   *     that is none
   */
  public static String decode(byte[] bytes, String pointer, String what) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (decoder.decode(in, out, true).isError()) {
      throw refusal(pointer, what + " is not valid UTF-8 at byte " + in.position());
    }
    return out.flip().toString();
  }

  /**
   * @throws GraftException {@link ErrorCode#MALFORMED_REQUEST} if it cannot be kept as it is
   */
  public static String require(String text, String pointer, String what) {
    Faults faults = new Faults();
    check(text, pointer, what, faults);
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
    return text;
  }

  public static void check(String text, String pointer, String what, Faults faults) {
    stray(text)
        .ifPresent(found -> faults.add(pointer, "invalid_text", what + " must not hold " + found));
  }

  private static Optional<String> stray(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return Optional.of("U+0000");
      }
      boolean isPair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (isPair) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return Optional.of(
            String.format(Locale.ROOT, "half a character (the lone surrogate U+%04X)", (int) c));
      }
    }
    return Optional.empty();
  }

  private static GraftException refusal(String pointer, String message) {
    return new GraftException(
        ErrorCode.MALFORMED_REQUEST, new Fault(pointer, "invalid_text", message));
  }
}
