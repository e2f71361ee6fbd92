package graft.api.job;

import graft.api.web.PathId;
import graft.api.web.Reading;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.JobId;
import java.util.Map;
import java.util.Optional;

/** A body that asks for a job again: {@code {"repeat": "ftjob-…"}}, and nothing else. */
final class RepeatBody {
  static final String REPEAT = "repeat";

  private RepeatBody() {}

  /**
   * The job to repeat; empty for a body that asks for another one.
   *
   * @throws GraftException {@code INVALID_SPEC}, {@code MALFORMED_REQUEST}
   */
  static Optional<JobId> read(Map<String, Object> body) {
    Object value = body.get(REPEAT);
    if (value == null) {
      return Optional.empty();
    }
    Faults faults = new Faults();
    body.keySet().stream()
        .filter(name -> !name.equals(REPEAT))
        .forEach(name ->
            faults.add(
                "/" + name,
                "given_twice",
                "a job that is repeated is as it was: leave %s out, or send the job's record with it"
                    .formatted(name)));
    if (!(value instanceof String)) {
      faults.add("/" + REPEAT, "wrong_type", "repeat must be a job's id");
    }
    if (!faults.isEmpty()) {
      throw Reading.refusal(faults);
    }
    return Optional.of(PathId.of(value.toString(), JobId::new, ErrorCode.JOB_NOT_FOUND));
  }
}
