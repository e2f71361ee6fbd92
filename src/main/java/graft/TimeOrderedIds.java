package graft;

import graft.spec.IdSource;
import java.math.BigInteger;
import java.time.Clock;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Ids in the layout of a ULID: 48 bits of milliseconds, then 80 random bits, written in 26 digits
 * of base 32. Within a millisecond, or when the clock steps back, the last id is counted up, so
 * that the ids of one node always ascend.
 */
final class TimeOrderedIds implements IdSource {
  private static final int RANDOM_BITS = 80;
  private static final int DIGITS = 26;

  /** Crockford's digits: without the letters that look like others. */
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private final Clock clock;
  private final RandomGenerator random;
  private BigInteger last = BigInteger.ZERO;

  TimeOrderedIds(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public synchronized String next() {
    byte[] bytes = new byte[RANDOM_BITS / 8];
    random.nextBytes(bytes);
    BigInteger made =
        BigInteger.valueOf(clock.millis()).shiftLeft(RANDOM_BITS).or(new BigInteger(1, bytes));
    boolean isLater = made.shiftRight(RANDOM_BITS).compareTo(last.shiftRight(RANDOM_BITS)) > 0;
    last = isLater ? made : last.add(BigInteger.ONE);
    return write(last);
  }

  private static String write(BigInteger value) {
    String digits = value.toString(ALPHABET.length()).toLowerCase(Locale.ROOT);
    StringBuilder id = new StringBuilder("0".repeat(DIGITS - digits.length()));
    digits
        .chars()
        .map(digit -> ALPHABET.charAt(Character.digit(digit, 32)))
        .forEach(id::appendCodePoint);
    return id.toString();
  }
}
