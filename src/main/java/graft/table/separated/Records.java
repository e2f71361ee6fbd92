package graft.table.separated;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of a file as they stand, the header among them. */
public interface Records extends AutoCloseable {
  /** The next record's fields; null at the end, or where the structure is lost. */
  @Nullable List<String> next();

  /** Where the record read last begins, counted from 1. */
  long line();

  @Override
  void close();
}
