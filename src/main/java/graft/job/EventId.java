package graft.job;

import graft.spec.JobId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event of a job: {@code ftevent-}, the job's own part, and the number in eight digits, so that
 * ids sort as the events happened.
 *
 * @param number from 1, without gaps
 */
public record EventId(JobId job, int number) {
  private static final Pattern FORM = Pattern.compile("ftevent-(.+)-(\\d{8,10})");

  /** Reads an id; empty if it has another form. */
  public static Optional<EventId> read(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || text.length() > 80) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(2));
    try {
      EventId id = new EventId(new JobId(JobId.PREFIX + matcher.group(1)), Math.toIntExact(number));
      return Optional.of(id);
    } catch (IllegalArgumentException | ArithmeticException none) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "ftevent-%s-%08d".formatted(job.value().substring(JobId.PREFIX.length()), number);
  }
}
