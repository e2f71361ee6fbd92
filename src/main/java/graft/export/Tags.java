package graft.export;

/** What the tools call a series: {@code train/loss}, {@code eval/accuracy}, {@code test/f1}. */
final class Tags {
  private static final String VALID = "valid_";
  private static final String TEST = "test_";

  private Tags() {}

  static String of(String series) {
    if (series.startsWith(VALID)) {
      return "eval/" + series.substring(VALID.length());
    }
    return series.startsWith(TEST) ? "test/" + series.substring(TEST.length()) : "train/" + series;
  }
}
