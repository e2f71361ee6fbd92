package graft.table.source;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.List;

/** The faults of one reading: keeps the first ones, counts all, and ends the reading when full. */
public final class FaultLog {
  private static final int KEPT = 20;

  private final int capacity;
  private final List<TableFault> first = new ArrayList<>();
  private int count;
  private boolean isEnded;

  /**
   * @param capacity faults after which nothing more is read
   */
  public FaultLog(int capacity) {
    this.capacity = capacity;
  }

  public void add(long line, int column, String message) {
    count++;
    if (first.size() < KEPT) {
      first.add(new TableFault(line, column, message));
    }
  }

  /** A fault after which the rest of the file means nothing. */
  public void addLast(long line, int column, String message) {
    add(line, column, message);
    isEnded = true;
  }

  /** Nothing more is read. */
  public void end() {
    isEnded = true;
  }

  public boolean isFull() {
    return isEnded || count >= capacity;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public int count() {
    return count;
  }

  public List<TableFault> first() {
    return List.copyOf(first);
  }

  public void throwIfAny() {
    if (count > 0) {
      throw new GraftException(
          ErrorCode.INVALID_FILE, first.stream().map(TableFault::toFault).toList());
    }
  }
}
