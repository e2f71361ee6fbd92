package quality;

import java.util.List;

/**
 * What a training showed.
 *
 * @param isTried whether its rate was given, and the validation rows judged
 * @param ofAdapter trained numbers
 * @param ofHead trained numbers
 * @param accuracy on the test rows, or on the validation rows
 */
record Measured(
    String method,
    double rate,
    boolean isTried,
    int seed,
    long ofAdapter,
    long ofHead,
    double accuracy) {
  private static final String TAB = "\t";

  /** A line of what is kept. */
  String line() {
    return String.join(
        TAB,
        List.of(
            method,
            Double.toString(rate),
            Boolean.toString(isTried),
            Integer.toString(seed),
            Long.toString(ofAdapter),
            Long.toString(ofHead),
            Double.toString(accuracy)));
  }

  static Measured of(String line) {
    String[] parts = line.split(TAB);
    return new Measured(
        parts[0],
        Double.parseDouble(parts[1]),
        Boolean.parseBoolean(parts[2]),
        Integer.parseInt(parts[3]),
        Long.parseLong(parts[4]),
        Long.parseLong(parts[5]),
        Double.parseDouble(parts[6]));
  }

  boolean isOf(Quality.Run run) {
    return method.equals(run.method())
        && seed == run.seed()
        && isTried == run.rate().isPresent()
        && run.rate().map(Double::parseDouble).filter(other -> other != rate).isEmpty();
  }
}
