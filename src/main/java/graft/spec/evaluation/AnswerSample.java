package graft.spec.evaluation;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.JsonValue;
import graft.spec.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which rows a language model is asked with while it learns, so that what it writes is measured and
 * seen: in JSON true, false, or an object.
 *
 * @param rows of the validation data, the same ones each time; 0: nothing is asked
 * @param maxNewTokens the most tokens of an answer; absent: as many as the longest right one has
 */
public record AnswerSample(
    @Attribute(
            value = "Validation rows that are answered at each evaluation, the same ones each time",
            min = 1,
            max = MOST_ROWS)
        int rows,
    @Attribute(
            value =
                "Most tokens of an answer; null: as many as the longest right answer of these rows has",
            min = 1,
            max = MOST_TOKENS)
        Optional<Integer> maxNewTokens)
    implements JsonValue {
  private static final int MOST_ROWS = 10_000;
  private static final int MOST_TOKENS = 4096;

  /** What is measured of answers. */
  public static final List<String> METRICS = List.of("exact_match", "rouge_l");

  /** Nothing is asked. */
  public static final AnswerSample NONE = new AnswerSample(0, Optional.empty());

  public static final AnswerSample DEFAULTS = new AnswerSample(64, Optional.empty());

  public static final Map<String, Object> SCHEMA =
      Map.of(
          "title",
          "AnswerSample",
          "oneOf",
          List.of(Map.of("type", "boolean"), Schema.of(AnswerSample.class, DEFAULTS)));

  public AnswerSample {
    Check check = new Check();
    check.that(
        rows >= 0 && rows <= MOST_ROWS,
        "rows",
        "must be from 1 to %d, not %d".formatted(MOST_ROWS, rows));
    check.that(
        maxNewTokens.isEmpty() || (maxNewTokens.get() >= 1 && maxNewTokens.get() <= MOST_TOKENS),
        "max_new_tokens",
        "must be from 1 to " + MOST_TOKENS);
    check.done();
  }

  public static AnswerSample read(Object json) {
    return switch (json) {
      case Boolean isOn -> isOn ? DEFAULTS : NONE;
      case Map<?, ?> object -> read(object);
      default -> throw new IllegalArgumentException("true, false or an object");
    };
  }

  private static AnswerSample read(Map<?, ?> object) {
    Faults faults = new Faults();
    @SuppressWarnings("unchecked")
    Map<String, ?> members = (Map<String, ?>) object;
    return Codec.read(AnswerSample.class, members, "", faults)
        .orElseThrow(() -> new GraftException(ErrorCode.INVALID_SPEC, faults.all()));
  }

  /** Whether anything is asked. */
  public boolean isOn() {
    return rows > 0;
  }

  /** What is measured: a task's own, and what answers are measured by. */
  public List<String> metrics(List<String> own) {
    return isOn() ? Stream.concat(own.stream(), METRICS.stream()).toList() : own;
  }

  @Override
  public Object json() {
    return isOn() ? Codec.write(this) : false;
  }
}
