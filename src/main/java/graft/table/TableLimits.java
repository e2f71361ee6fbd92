package graft.table;

import graft.spec.Check;

/**
 * Bounds on what a file may cost its reader.
 *
 * @param maxLineBytes longest line; a CSV row over several lines may have as many characters
 * @param maxBytes most bytes that a gzipped file may unpack to
 * @param maxRatio most bytes unpacked for a byte packed, judged only beyond 16 MiB since small
 *     repetitive files pack well
 * @param maxColumns most columns of a file
 * @param maxFaults faults after which a profile stops reading
 */
public record TableLimits(
    int maxLineBytes, long maxBytes, int maxRatio, int maxColumns, int maxFaults) {
  public static final TableLimits DEFAULTS =
      new TableLimits(8 << 20, 4L << 30, 100, 1_000, 100_000);

  private static final long ALWAYS_UNPACKED = 16 << 20;

  public TableLimits {
    Check check = new Check();
    check.that(
        maxLineBytes >= 1 && maxLineBytes <= 1 << 30,
        "max_line_bytes",
        "must be from 1 to 2^30, not " + maxLineBytes);
    check.that(maxBytes >= 1, "max_bytes", "must be at least 1, not " + maxBytes);
    check.that(maxRatio >= 1, "max_ratio", "must be at least 1, not " + maxRatio);
    check.that(maxColumns >= 1, "max_columns", "must be at least 1, not " + maxColumns);
    check.that(maxFaults >= 1, "max_faults", "must be at least 1, not " + maxFaults);
    check.done();
  }

  /** The most bytes that a gzipped file of {@code packed} bytes may unpack to. */
  long unpackedLimit(long packed) {
    return Math.min(maxBytes, Math.max(ALWAYS_UNPACKED, packed * maxRatio));
  }
}
