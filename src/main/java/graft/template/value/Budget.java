package graft.template.value;

/**
 * What is left to one rendering. Counting steps instead of time makes the same template fail at the
 * same place everywhere; a step is paid for before the work is done.
 */
public final class Budget {
  private static final int CHARACTERS_A_STEP = 64;

  private final Limits limits;
  private long steps;
  private int depth;

  /** A budget that has everything left. */
  public Budget(Limits limits) {
    this.limits = limits;
    this.steps = limits.steps();
  }

  /** Pays for operations. */
  public void spend(long count) {
    steps -= count;
    if (steps < 0) {
      throw PythonError.limit("rendering takes more than " + limits.steps() + " steps");
    }
  }

  /** Pays for looking at characters once. */
  public void read(long characters) {
    spend(1 + characters / CHARACTERS_A_STEP);
  }

  /** Pays for a text that is made, and refuses one that is too long. */
  public void write(long characters) {
    fit(characters);
    read(characters);
  }

  /** Refuses a text that has become too long. */
  public void fit(long characters) {
    if (characters > limits.characters()) {
      throw PythonError.limit("a text has more than " + limits.characters() + " characters");
    }
  }

  /** Pays for going through a value. */
  public void walk(Value value) {
    spend(value.size().values());
  }

  /** Goes one level deeper. */
  public void enter() {
    if (++depth > limits.depth()) {
      throw PythonError.limit("nested more than " + limits.depth() + " deep");
    }
    spend(1);
  }

  /** Comes back from a level. */
  public void leave() {
    depth--;
  }
}
