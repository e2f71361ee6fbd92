package graft.format;

import graft.spec.ErrorCode;
import graft.spec.Faults;
import java.util.HashSet;
import java.util.Set;

/**
 * The faults of an uploaded file, found one after the other and reported together. So many are
 * named that people see what is wrong; of the others only the number is told.
 */
public final class FileFaults {
  private static final String POINTER = "/file";
  private static final int MOST_NAMED = 50;

  private final Faults named = new Faults();
  private final Set<String> messages = new HashSet<>();

  /** Adds a fault; what was said before is not said again. */
  public void add(String code, String message) {
    if (messages.add(message) && messages.size() <= MOST_NAMED) {
      named.add(POINTER, code, message);
    }
  }

  public boolean isEmpty() {
    return messages.isEmpty();
  }

  /**
   * Does nothing when no fault was found.
   *
   * @throws graft.spec.GraftException with {@code code}
   */
  public void throwIfAny(ErrorCode code) {
    int more = messages.size() - MOST_NAMED;
    if (more > 0) {
      named.add(POINTER, "more", "and %d more faults".formatted(more));
    }
    named.throwIfAny(code);
  }
}
