package graft.database;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The time that all nodes of one database agree on: the database's, as it was told last, and what
 * has passed since by a counter that nobody sets. A node whose own clock is wrong, or is set while
 * it runs, neither takes others for lost nor is taken so. Safe for any thread.
 */
public final class SharedClock extends Clock {
  /** What an answer may be late without being another time. */
  private static final Duration NOISE = Duration.ofMillis(250);

  /** Below a second nobody takes anybody for lost. */
  private static final Duration JUMP = Duration.ofSeconds(1);

  private final LongSupplier nanos;
  private volatile Mark mark;

  /** A time of the counter and of the world. */
  private record Mark(long nanos, Instant instant, boolean isTold) {}

  /**
   * @param begin until the database is asked
   * @param nanos counts, from wherever
   */
  public SharedClock(Instant begin, LongSupplier nanos) {
    this.mark = new Mark(nanos.getAsLong(), begin, false);
    this.nanos = nanos;
  }

  long nanos() {
    return nanos.getAsLong();
  }

  /**
   * Takes over what the database said.
   *
   * @param at when it was asked, as {@link #nanos} counts
   * @return whether its clock was set since it was asked before
   */
  boolean tell(Instant database, long at) {
    Mark known = mark;
    Duration off = Duration.between(at(known, at), database).abs();
    if (known.isTold() && off.compareTo(NOISE) < 0) {
      return false;
    }
    mark = new Mark(at, database, true);
    return known.isTold() && off.compareTo(JUMP) >= 0;
  }

  private static Instant at(Mark mark, long nanos) {
    return mark.instant().plusNanos(nanos - mark.nanos());
  }

  @Override
  public Instant instant() {
    return at(mark, nanos.getAsLong());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new Elsewhere(this, zone);
  }

  /** The same time as another zone writes it. */
  private static final class Elsewhere extends Clock {
    private final SharedClock time;
    private final ZoneId zone;

    private Elsewhere(SharedClock time, ZoneId zone) {
      this.time = time;
      this.zone = zone;
    }

    @Override
    public Instant instant() {
      return time.instant();
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return time.withZone(other);
    }
  }
}
