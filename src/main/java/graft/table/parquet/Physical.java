package graft.table.parquet;

/** How values are stored; the order is that of the format's codes. */
enum Physical {
  BOOLEAN,
  INT32,
  INT64,
  INT96,
  FLOAT,
  DOUBLE,
  BYTE_ARRAY,
  FIXED_LEN_BYTE_ARRAY;

  static Physical of(int code) {
    ParquetException.require(
        code >= 0 && code < values().length, "a column has the unknown type " + code);
    return values()[code];
  }

  /** Bytes of a value; 0 where they differ. */
  int width(int typeLength) {
    return switch (this) {
      case INT32, FLOAT -> 4;
      case INT64, DOUBLE -> 8;
      case INT96 -> 12;
      case FIXED_LEN_BYTE_ARRAY -> typeLength;
      case BOOLEAN, BYTE_ARRAY -> 0;
    };
  }
}
