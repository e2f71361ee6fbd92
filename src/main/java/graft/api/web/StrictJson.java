package graft.api.web;

import graft.api.text.PlainJson;
import graft.api.text.PlainText;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a JSON object by the letter of RFC 8259, and a little more strictly: no duplicate names, no
 * {@code NaN}, nothing after the object, at most {@value #MOST_LEVELS} levels; and no text that
 * cannot be kept as it is.
 */
final class StrictJson {
  static final int MOST_LEVELS = 64;
  private static final int LONGEST_NAME = 4_096;
  private static final String MARK = "\uFEFF";

  /** The parser's hints at its settings and its source, which are no business of a client. */
  private static final Pattern FOR_PROGRAMMERS =
      Pattern.compile(
          ": enable `.*|, from `[^`]*`| \\([a-z ]* at \\[Source: [^\\]]*]\\)| ?\\[Source: [^\\]]*]");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MOST_LEVELS)
                          .maxNameLength(LONGEST_NAME)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /**
   * Reads an object; an empty body is an empty object. A byte-order mark before it is left out.
   *
   * @throws GraftException {@link ErrorCode#MALFORMED_REQUEST} with line and column, or with a
   *     pointer to each text that is none
   */
  static Map<String, Object> read(byte[] body) {
    if (body.length == 0) {
      return Map.of();
    }
    String text = PlainText.decode(body, "", "the body");
    try {
      return asObject(read(text.startsWith(MARK) ? text.substring(1) : text, ""));
    } catch (JacksonException e) {
      throw new GraftException(ErrorCode.MALFORMED_REQUEST, explain(e), e);
    }
  }

  /**
   * Reads any value.
   *
   * @param pointer where it stands in the request
   * @throws JacksonException if it is not valid JSON
   * @throws GraftException {@link ErrorCode#MALFORMED_REQUEST} with a pointer to each text that is
   *     none
   */
  static @Nullable Object read(String text, String pointer) {
    Object json = JSON.readValue(text, Object.class);
    Faults faults = new Faults();
    PlainJson.check(json, pointer, faults);
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
    return json;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asObject(@Nullable Object json) {
    if (json instanceof Map<?, ?> object) {
      return (Map<String, Object>) object;
    }
    throw new GraftException(ErrorCode.MALFORMED_REQUEST, "the body must be a JSON object");
  }

  private static String explain(JacksonException failure) {
    TokenStreamLocation at = failure.getLocation();
    String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    String reason = FOR_PROGRAMMERS.matcher(failure.getOriginalMessage()).replaceAll("");
    return "the body is not valid JSON" + place + ": " + reason;
  }
}
