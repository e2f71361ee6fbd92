package graft.format.torch;

import graft.format.FileContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle: opcodes and their arguments. Every read is checked against the end. */
final class PickleInput {
  /** Longest text in bytes; names of tensors are far below. */
  private static final int TEXT_LIMIT = 10_000;

  /** Longest module or symbol name in bytes. */
  private static final int SYMBOL_LIMIT = 200;

  private final ByteBuffer in;
  private final FileContext origin;

  PickleInput(byte[] pickle, FileContext origin) {
    this.in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    this.origin = origin;
  }

  int uint8() {
    need(Byte.BYTES);
    return Byte.toUnsignedInt(in.get());
  }

  int uint16() {
    need(Short.BYTES);
    return Short.toUnsignedInt(in.getShort());
  }

  int int32() {
    need(Integer.BYTES);
    return in.getInt();
  }

  /** A little-endian number in two's complement, after its length of at most eight bytes. */
  long variable() {
    int length = uint8();
    origin.require(length <= Long.BYTES, "a number of " + length + " bytes, more than 8");
    long value = 0;
    int shift = 0;
    for (int i = 0; i < length; i++, shift += Byte.SIZE) {
      value |= (long) uint8() << shift;
    }
    int unused = Long.SIZE - shift;
    return unused == Long.SIZE ? 0 : value << unused >> unused;
  }

  /** UTF-8 after its length. */
  String text() {
    int length = int32();
    origin.require(
        length >= 0 && length <= TEXT_LIMIT,
        "a text of " + Integer.toUnsignedString(length) + " bytes, more than " + TEXT_LIMIT);
    need(length);
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw origin.fault("a text that is not UTF-8");
    }
  }

  /** ASCII up to the end of the line. */
  String line() {
    StringBuilder line = new StringBuilder();
    for (int next = uint8(); next != '\n'; next = uint8()) {
      origin.require(line.length() < SYMBOL_LIMIT, "a symbol longer than " + SYMBOL_LIMIT);
      line.append((char) next);
    }
    return line.toString();
  }

  private void need(int bytes) {
    origin.require(in.remaining() >= bytes, "ends in the middle");
  }
}
