package graft.metric;

/** Guards metrics, which compare each prediction with what was expected. */
final class Pairs {
  private Pairs() {}

  static void require(int predicted, int expected) {
    if (predicted != expected || expected == 0) {
      throw new IllegalArgumentException(
          "expected as many predictions as answers, and at least one; found %d and %d"
              .formatted(predicted, expected));
    }
  }
}
