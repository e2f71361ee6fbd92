package graft.table.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stored values as JSON has them; bytes that are no text stay bytes. */
final class Conversion {
  private static final int JULIAN_DAY_OF_1970 = 2_440_588;

  /** Stands for what is not UTF-8, or for itself. */
  private static final char BROKEN = '\ufffd';

  /** In bytes. */
  private static final int MOST_DIGITS = 64;

  private Conversion() {}

  /** Null where a number is none, as data frames mark what is missing. */
  static @Nullable Object of(Kind kind, Object stored) {
    return switch (stored) {
      case Boolean flag -> flag;
      case Long number -> whole(kind, number);
      case Float number -> decimal(Double.parseDouble(Float.toString(number)));
      case Double number -> decimal(number);
      case byte[] bytes -> bytes(kind, bytes);
      default -> throw new IllegalStateException("not a stored value: " + stored.getClass());
    };
  }

  private static Object whole(Kind kind, long number) {
    return switch (kind.logical()) {
      case DECIMAL -> scaled(BigInteger.valueOf(number), kind.scale());
      case DATE -> LocalDate.ofEpochDay(Math.clamp(number, -365_000_000L, 365_000_000L)).toString();
      case TIME_MILLIS -> time(TimeUnit.MILLISECONDS.toNanos(number));
      case TIME_MICROS -> time(TimeUnit.MICROSECONDS.toNanos(number));
      case TIME_NANOS -> time(number);
      case TIMESTAMP_MILLIS -> Instant.ofEpochMilli(number).toString();
      case TIMESTAMP_MICROS -> moment(number, 1_000_000);
      case TIMESTAMP_NANOS -> moment(number, 1_000_000_000);
      case UNSIGNED -> unsigned(kind, number);
      default -> narrow(number);
    };
  }

  private static Object unsigned(Kind kind, long number) {
    if (kind.physical() == Physical.INT32) {
      return narrow(number & 0xffffffffL);
    }
    return number >= 0 ? narrow(number) : new BigInteger(Long.toUnsignedString(number));
  }

  private static Object narrow(long number) {
    return number == (int) number ? (Object) (int) number : (Object) number;
  }

  private static @Nullable Object decimal(double number) {
    ParquetException.require(!Double.isInfinite(number), "it holds the number " + number);
    return Double.isNaN(number) ? null : (Object) number;
  }

  private static String time(long nanos) {
    return LocalTime.ofNanoOfDay(Math.floorMod(nanos, 86_400_000_000_000L)).toString();
  }

  private static String moment(long number, long perSecond) {
    return Instant.ofEpochSecond(
            Math.floorDiv(number, perSecond),
            Math.floorMod(number, perSecond) * (1_000_000_000 / perSecond))
        .toString();
  }

  private static Object scaled(BigInteger digits, int scale) {
    if (scale == 0 && digits.bitLength() < 64) {
      return narrow(digits.longValue());
    }
    return new BigDecimal(digits, scale).doubleValue();
  }

  private static Object bytes(Kind kind, byte[] bytes) {
    if (kind.physical() == Physical.INT96) {
      return julian(new Bytes(bytes));
    }
    return switch (kind.logical()) {
      case DECIMAL -> {
        ParquetException.require(
            bytes.length > 0 && bytes.length <= MOST_DIGITS, "a decimal has too many digits");
        yield scaled(new BigInteger(bytes), kind.scale());
      }
      case UUID -> bytes.length == 16 ? uuid(ByteBuffer.wrap(bytes)) : bytes;
      case FLOAT16 ->
          bytes.length == 2
              ? Double.parseDouble(
                  Float.toString(Float.float16ToFloat((short) new Bytes(bytes).little(2))))
              : bytes;
      case TEXT -> text(bytes, true);
      case OTHER -> bytes;
      default -> text(bytes, false);
    };
  }

  /** Writers of old annotate no text, so what is UTF-8 is one. */
  private static Object text(byte[] bytes, boolean isAnnotated) {
    String quick = new String(bytes, StandardCharsets.UTF_8);
    if (quick.indexOf(BROKEN) < 0) {
      return quick;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException broken) {
      ParquetException.require(!isAnnotated, "it holds a text that is not UTF-8");
      return bytes;
    }
  }

  private static String julian(Bytes bytes) {
    long nanos = bytes.little(8);
    long day = (int) bytes.little(4) - JULIAN_DAY_OF_1970;
    return Instant.ofEpochSecond(day * 86_400, nanos).toString();
  }

  private static String uuid(ByteBuffer bytes) {
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }
}
