package graft.table.parquet;

import java.util.Optional;

/**
 * What the values of a node are, as its annotations say.
 *
 * @param logical the meaning, of the newer annotation or else of the older
 * @param physical how they are stored; {@code BYTE_ARRAY} where it is a group
 * @param typeLength bytes of a value of fixed length
 * @param scale digits behind the point of a decimal
 */
record Kind(Logical logical, Physical physical, int typeLength, int scale) {
  /** What a value means. */
  enum Logical {
    NONE,
    TEXT,
    LIST,
    MAP,
    DECIMAL,
    DATE,
    TIME_MILLIS,
    TIME_MICROS,
    TIME_NANOS,
    TIMESTAMP_MILLIS,
    TIMESTAMP_MICROS,
    TIMESTAMP_NANOS,
    UNSIGNED,
    UUID,
    FLOAT16,
    OTHER
  }

  static Kind of(Fields element) {
    Optional<Fields> annotation = element.fields(10);
    Logical logical =
        annotation.isPresent() ? newer(annotation.get()) : older(element.number(6, -1));
    int scale = annotation.flatMap(a -> a.fields(5)).map(d -> d.small(1)).orElse(element.small(7));
    ParquetException.require(scale >= 0 && scale <= 100, "a decimal has the scale " + scale);
    Physical physical = element.has(1) ? Physical.of(element.small(1)) : Physical.BYTE_ARRAY;
    int length = element.small(2);
    ParquetException.require(
        physical != Physical.FIXED_LEN_BYTE_ARRAY || (length > 0 && length <= 1 << 20),
        "a column of fixed length has " + length + " bytes a value");
    return new Kind(logical, physical, length, scale);
  }

  boolean isList() {
    return logical == Logical.LIST;
  }

  boolean isMap() {
    return logical == Logical.MAP;
  }

  private static Logical newer(Fields union) {
    if (union.has(7)) {
      return timed(union.fields(7).orElseThrow(), Logical.TIME_MILLIS);
    }
    if (union.has(8)) {
      return timed(union.fields(8).orElseThrow(), Logical.TIMESTAMP_MILLIS);
    }
    if (union.has(10)) {
      boolean isSigned = union.fields(10).orElseThrow().flag(2, true);
      return isSigned ? Logical.NONE : Logical.UNSIGNED;
    }
    int field = union.values().keySet().stream().findFirst().orElse(0);
    return switch (field) {
      case 1, 4, 12 -> Logical.TEXT;
      case 2 -> Logical.MAP;
      case 3 -> Logical.LIST;
      case 5 -> Logical.DECIMAL;
      case 6 -> Logical.DATE;
      case 11 -> Logical.NONE;
      case 14 -> Logical.UUID;
      case 15 -> Logical.FLOAT16;
      default -> Logical.OTHER;
    };
  }

  /** Milliseconds, microseconds and nanoseconds stand in this order, here and there. */
  private static Logical timed(Fields time, Logical first) {
    int unit =
        time.fields(2).flatMap(units -> units.values().keySet().stream().findFirst()).orElse(1);
    ParquetException.require(unit >= 1 && unit <= 3, "a time has an unknown unit");
    return Logical.values()[first.ordinal() + unit - 1];
  }

  private static Logical older(long converted) {
    return switch ((int) converted) {
      case 0, 4, 19 -> Logical.TEXT;
      case 1, 2 -> Logical.MAP;
      case 3 -> Logical.LIST;
      case 5 -> Logical.DECIMAL;
      case 6 -> Logical.DATE;
      case 7 -> Logical.TIME_MILLIS;
      case 8 -> Logical.TIME_MICROS;
      case 9 -> Logical.TIMESTAMP_MILLIS;
      case 10 -> Logical.TIMESTAMP_MICROS;
      case 11, 12, 13, 14 -> Logical.UNSIGNED;
      case 20, 21 -> Logical.OTHER;
      default -> Logical.NONE;
    };
  }
}
