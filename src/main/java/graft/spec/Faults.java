package graft.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Collects the faults of one request, so that all of them are reported together: the first {@value
 * #MOST}, and how many there are beyond. Confined to the thread that reads the request.
 */
public final class Faults {
  /** The most faults that are told one by one. */
  public static final int MOST = 100;

  private static final String MORE = "more_faults";
  private static final int LONGEST_SUMMARY = 2_000;

  private final List<Fault> found = new ArrayList<>();
  private int more;

  public void add(String pointer, String code, String message) {
    add(new Fault(pointer, code, message));
  }

  public void add(Fault fault) {
    if (fault.code().equals(MORE)) {
      more += count(fault);
    } else if (found.size() < MOST) {
      found.add(fault);
    } else {
      more++;
    }
  }

  public void addAll(List<Fault> faults) {
    faults.forEach(this::add);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** The first {@value #MOST}; where there are more, a last one says how many. */
  public List<Fault> all() {
    List<Fault> all = new ArrayList<>(found);
    if (more > 0) {
      all.add(new Fault("", MORE, String.format(Locale.ROOT, "and %,d more", more)));
    }
    return List.copyOf(all);
  }

  /**
   * Does nothing when no fault was found.
   *
   * @throws GraftException with {@code code} and the faults found so far
   */
  public void throwIfAny(ErrorCode code) {
    if (!found.isEmpty()) {
      throw new GraftException(code, all());
    }
  }

  /** Faults in one sentence, as many as there is room for. */
  static String summary(List<Fault> faults) {
    StringBuilder text = new StringBuilder();
    int told = 0;
    while (told < faults.size()
        && (told == 0 || text.length() + faults.get(told).message().length() <= LONGEST_SUMMARY)) {
      text.append(told == 0 ? "" : "; ").append(faults.get(told).message());
      told++;
    }
    int left = faults.stream().skip(told).mapToInt(Faults::count).sum();
    return left == 0 ? text.toString() : String.format(Locale.ROOT, "%s; and %,d more", text, left);
  }

  /** How many faults a fault stands for. */
  private static int count(Fault fault) {
    return fault.code().equals(MORE) ? Integer.parseInt(fault.message().replaceAll("\\D", "")) : 1;
  }
}
