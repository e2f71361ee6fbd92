package graft.format;

import graft.spec.ErrorCode;
import graft.spec.Faults;

/**
 * The faults of an uploaded file, found one after the other and reported together. So many are
 * named that people see what is wrong; of the others only the number is told.
 */
public final class FileFaults {
  private static final String POINTER = "/file";
  private static final int MOST_NAMED = 50;

  private final Faults named = new Faults();
  private int found;

  public void add(String code, String message) {
    found++;
    if (found <= MOST_NAMED) {
      named.add(POINTER, code, message);
    }
  }

  public boolean isEmpty() {
    return found == 0;
  }

  /**
   * Does nothing when no fault was found.
   *
   * @throws graft.spec.GraftException with {@code code}
   */
  public void throwIfAny(ErrorCode code) {
    if (found > MOST_NAMED) {
      named.add(POINTER, "more", "and %d more faults".formatted(found - MOST_NAMED));
    }
    named.throwIfAny(code);
  }
}
