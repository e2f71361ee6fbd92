package graft.export;

import graft.job.Job;
import graft.job.metric.MetricPoint;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * TensorBoard's event file: records of a little-endian 64-bit length, its masked CRC32C, the bytes,
 * and their masked CRC32C. The bytes are {@code Event} messages of TensorFlow's {@code
 * event.proto}: {@code wall_time} 1, {@code step} 2, {@code file_version} 3, {@code summary} 5 with
 * {@code value} 1 of {@code tag} 1 and {@code simple_value} 2, in protobuf's wire form.
 */
public final class EventFile {
  private static final int MASK = 0xa282ead8;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private EventFile() {}

  /** {@code events.out.tfevents.<created>.<job>}, created in seconds of the epoch. */
  public static String name(Job job) {
    return "events.out.tfevents." + job.createdAt().getEpochSecond() + "." + job.id();
  }

  /** A whole file. */
  public static byte[] of(Job job, List<MetricPoint> points) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(head(job));
    file.writeBytes(records(points));
    return file.toByteArray();
  }

  /** The record that every file begins with. */
  static byte[] head(Job job) {
    Message event = new Message();
    event.time(job.createdAt());
    event.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    return record(event.bytes());
  }

  /** A record for each point. */
  static byte[] records(List<MetricPoint> points) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    points.forEach(point -> records.writeBytes(record(event(point))));
    return records.toByteArray();
  }

  private static byte[] event(MetricPoint point) {
    Message value = new Message();
    value.bytes(1, Tags.of(point.name()).getBytes(StandardCharsets.UTF_8));
    value.fixed32(2, Float.floatToIntBits((float) point.value()));
    Message summary = new Message();
    summary.bytes(1, value.bytes());
    Message event = new Message();
    event.time(point.createdAt());
    event.varint(2, point.step());
    event.bytes(5, summary.bytes());
    return event.bytes();
  }

  private static byte[] record(byte[] payload) {
    byte[] length = little(Long.BYTES).putLong(payload.length).array();
    return little(Long.BYTES + Integer.BYTES + payload.length + Integer.BYTES)
        .put(length)
        .putInt(masked(length))
        .put(payload)
        .putInt(masked(payload))
        .array();
  }

  private static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + MASK;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A message of protobuf, field by field. */
  private record Message(ByteArrayOutputStream out) {
    Message() {
      this(new ByteArrayOutputStream());
    }

    void time(Instant at) {
      double seconds = at.getEpochSecond() + at.getNano() / 1e9;
      key(1, FIXED64);
      out.writeBytes(little(Double.BYTES).putDouble(seconds).array());
    }

    void varint(int field, long value) {
      key(field, VARINT);
      varint(value);
    }

    void fixed32(int field, int bits) {
      key(field, FIXED32);
      out.writeBytes(little(Integer.BYTES).putInt(bits).array());
    }

    void bytes(int field, byte[] value) {
      key(field, BYTES);
      varint(value.length);
      out.writeBytes(value);
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private void key(int field, int type) {
      varint((long) field << 3 | type);
    }

    private void varint(long value) {
      long left = value;
      while (left > 0x7f) {
        out.write((int) (left & 0x7f | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }
  }
}
