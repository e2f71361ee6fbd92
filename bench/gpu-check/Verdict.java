/** What a line of the table says. */
enum Verdict {
  OK("ok"),
  /** Not wrong, but less than what is wanted. */
  BELOW_GOAL("below the goal"),
  FAILS("FAILS"),
  /** There is nothing to check here. */
  NONE("-");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  static Verdict of(boolean isRight) {
    return isRight ? OK : FAILS;
  }

  @Override
  public String toString() {
    return words;
  }
}
