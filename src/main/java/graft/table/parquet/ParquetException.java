package graft.table.parquet;

/** What is wrong with a Parquet file; the message is for the user. */
public final class ParquetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ParquetException(String message) {
    super(message);
  }

  static void require(boolean holds, String message) {
    if (!holds) {
      throw new ParquetException(message);
    }
  }
}
