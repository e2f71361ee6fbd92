package graft.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A reader of event files that shares nothing with their writer: its own CRC32C, bit by bit, and
 * its own reading of protobuf's wire form.
 */
public final class EventRecords {
  /** A value of a series. */
  public record Point(String tag, long step, float value, double time) {}

  private static final int POLYNOMIAL = 0x82f63b78;

  private EventRecords() {}

  /** The points of a file that is whole; every length and every checksum is looked at. */
  public static List<Point> read(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<Point> points = new ArrayList<>();
    boolean isFirst = true;
    while (bytes.hasRemaining()) {
      byte[] length = take(bytes, 8);
      assertThat(bytes.getInt()).isEqualTo(mask(crc(length)));
      byte[] payload =
          take(bytes, (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
      assertThat(bytes.getInt()).isEqualTo(mask(crc(payload)));
      if (isFirst) {
        assertThat(new String(payload, StandardCharsets.US_ASCII)).contains("brain.Event:2");
        isFirst = false;
      } else {
        points.add(event(payload));
      }
    }
    return points;
  }

  private static Point event(byte[] payload) {
    ByteBuffer event = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(event.get()).isEqualTo((byte) 0x09);
    double time = event.getDouble();
    long step = 0;
    byte key = event.get();
    if (key == 0x10) {
      step = varint(event);
      key = event.get();
    }
    assertThat(key).isEqualTo((byte) 0x2a);
    assertThat(varint(event)).isEqualTo(event.remaining());
    assertThat(event.get()).isEqualTo((byte) 0x0a);
    assertThat(varint(event)).isEqualTo(event.remaining());
    assertThat(event.get()).isEqualTo((byte) 0x0a);
    String tag = new String(take(event, (int) varint(event)), StandardCharsets.UTF_8);
    assertThat(event.get()).isEqualTo((byte) 0x15);
    float value = event.getFloat();
    assertThat(event.hasRemaining()).isFalse();
    return new Point(tag, step, value, time);
  }

  private static byte[] take(ByteBuffer from, int count) {
    byte[] taken = new byte[count];
    from.get(taken);
    return taken;
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static int crc(byte[] bytes) {
    int crc = ~0;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : POLYNOMIAL);
      }
    }
    return ~crc;
  }

  private static int mask(int crc) {
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }
}
