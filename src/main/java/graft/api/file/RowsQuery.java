package graft.api.file;

import graft.spec.ErrorCode;
import graft.spec.Faults;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a file are wanted.
 *
 * @param offset rows to leave out
 * @param limit most rows to answer with
 */
record RowsQuery(int offset, int limit) {
  private static final int MOST = 100;

  static RowsQuery of(@Nullable String offset, @Nullable String limit) {
    Faults faults = new Faults();
    RowsQuery query =
        new RowsQuery(
            read("offset", offset, 0, 0, Integer.MAX_VALUE, faults),
            read("limit", limit, 20, 1, MOST, faults));
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
    return query;
  }

  private static int read(
      String name, @Nullable String text, int absent, int least, int most, Faults faults) {
    if (text == null) {
      return absent;
    }
    long number = text.matches("-?\\d{1,18}") ? Long.parseLong(text) : Long.MIN_VALUE;
    if (number < least || number > most) {
      String rule = name + " must be a whole number from " + least + " to " + most;
      faults.add("/" + name, "out_of_range", rule + ", not " + text);
      return absent;
    }
    return (int) number;
  }
}
