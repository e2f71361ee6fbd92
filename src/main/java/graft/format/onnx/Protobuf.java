package graft.format.onnx;

import graft.format.FileContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One protobuf message in wire format: its fields in the order in which they are written. */
record Protobuf(List<Field> fields) {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  /**
   * A field.
   *
   * @param value of a varint; 0 otherwise
   * @param bytes of a length-delimited field; empty otherwise
   */
  record Field(int number, long value, ByteBuffer bytes) {
    String text() {
      return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
  }

  /**
   * Splits a message into its fields, which are slices of it.
   *
   * @throws graft.spec.GraftException if a field reaches beyond the end of the message
   */
  static Protobuf parse(ByteBuffer message, FileContext origin) {
    ByteBuffer in = message.duplicate();
    List<Field> fields = new ArrayList<>();
    while (in.hasRemaining()) {
      long key = varint(in, origin);
      int number = (int) (key >>> 3);
      switch ((int) (key & 7)) {
        case VARINT -> fields.add(new Field(number, varint(in, origin), ByteBuffer.allocate(0)));
        case LENGTH_DELIMITED ->
            fields.add(new Field(number, 0, take(in, varint(in, origin), origin)));
        case FIXED_64 -> take(in, Long.BYTES, origin);
        case FIXED_32 -> take(in, Integer.BYTES, origin);
        default -> throw origin.fault("unknown protobuf wire type " + (key & 7));
      }
    }
    return new Protobuf(fields);
  }

  /** The messages, strings or byte sequences in the fields of this number. */
  List<ByteBuffer> all(int number) {
    return fields.stream().filter(field -> field.number == number).map(Field::bytes).toList();
  }

  /** The string in the last field of this number; empty if there is none. */
  String text(int number) {
    return texts(number).stream().reduce("", (first, last) -> last);
  }

  List<String> texts(int number) {
    return fields.stream().filter(field -> field.number == number).map(Field::text).toList();
  }

  /** The numbers of a repeated integer field, whether packed or not. */
  long[] numbers(int number, FileContext origin) {
    List<Long> numbers = new ArrayList<>();
    for (Field field : fields) {
      if (field.number == number) {
        ByteBuffer packed = field.bytes.duplicate();
        if (!packed.hasRemaining()) {
          numbers.add(field.value);
        }
        while (packed.hasRemaining()) {
          numbers.add(varint(packed, origin));
        }
      }
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private static long varint(ByteBuffer in, FileContext origin) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && in.hasRemaining(); shift += 7) {
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw origin.fault("a protobuf number is cut off or too long");
  }

  private static ByteBuffer take(ByteBuffer in, long length, FileContext origin) {
    origin.require(
        length >= 0 && length <= in.remaining(),
        "a protobuf field has %d bytes, but only %d follow".formatted(length, in.remaining()));
    ByteBuffer slice = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return slice;
  }
}
