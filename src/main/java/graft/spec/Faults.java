package graft.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the faults of one request, so that all of them are reported together. Confined to the
 * thread that reads the request.
 */
public final class Faults {
  private final List<Fault> found = new ArrayList<>();

  public void add(String pointer, String code, String message) {
    found.add(new Fault(pointer, code, message));
  }

  public void add(Fault fault) {
    found.add(fault);
  }

  public void addAll(List<Fault> faults) {
    found.addAll(faults);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public List<Fault> all() {
    return List.copyOf(found);
  }

  /**
   * Does nothing when no fault was found.
   *
   * @throws GraftException with {@code code} and every fault found so far
   */
  public void throwIfAny(ErrorCode code) {
    if (!found.isEmpty()) {
      throw new GraftException(code, all());
    }
  }
}
