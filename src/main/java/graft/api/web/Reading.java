package graft.api.web;

import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads a JSON object into a record, or refuses it with every fault. */
public final class Reading {
  /** Faults of form; any other is of something that is well-formed and cannot be done. */
  private static final Set<String> OF_FORM = Set.of("missing", "wrong_type");

  private Reading() {}

  /**
   * Reads with the record's own defaults.
   *
   * @throws GraftException {@link ErrorCode#MALFORMED_REQUEST} or {@link ErrorCode#INVALID_SPEC}
   */
  public static <R extends Record> R of(Class<R> type, Map<String, ?> json) {
    Faults faults = new Faults();
    return Codec.read(type, json, "", faults).orElseThrow(() -> refusal(faults));
  }

  /**
   * Reads the JSON body of a request that may also come with another kind of body.
   *
   * @throws GraftException as above; {@link ErrorCode#TOO_LARGE}; {@link
   *     ErrorCode#UNSUPPORTED_MEDIA_TYPE}
   */
  public static <R extends Record> R of(Class<R> type, HttpServletRequest request)
      throws IOException {
    return of(type, StrictJson.read(RequestBody.of(request)));
  }

  /**
   * Reads JSON that a part of a form holds.
   *
   * @param pointer where it stands in the request
   * @param example of what is expected
   * @throws GraftException {@link ErrorCode#MALFORMED_REQUEST}
   */
  public static Object part(String text, String pointer, String example) {
    @Nullable Object json;
    try {
      json = StrictJson.read(text, pointer);
    } catch (JacksonException e) {
      json = null;
    }
    if (json == null) {
      String rule = pointer.substring(1) + " must be JSON, such as " + example;
      throw new GraftException(ErrorCode.MALFORMED_REQUEST, new Fault(pointer, "wrong_type", rule));
    }
    return json;
  }

  /** The refusal of a body with these faults: malformed if any of them is of form. */
  public static GraftException refusal(Faults faults) {
    boolean malformed = faults.all().stream().anyMatch(fault -> OF_FORM.contains(fault.code()));
    return new GraftException(
        malformed ? ErrorCode.MALFORMED_REQUEST : ErrorCode.INVALID_SPEC, faults.all());
  }
}
