package graft.api.query;

import graft.api.text.PercentEncoding;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * The query of a request, read by the letter: what Tomcat would mend in silence is refused here.
 *
 * @param names of its parameters, as often as they stand in it
 */
record Query(List<String> names) {
  static final int MOST = 100;

  Query {
    names = List.copyOf(names);
  }

  /**
   * @throws GraftException {@link ErrorCode#MALFORMED_REQUEST} with each parameter that is no text
   */
  static Query of(HttpServletRequest request) {
    String raw = request.getQueryString();
    if (raw == null || raw.isEmpty()) {
      return new Query(List.of());
    }
    String[] pairs = raw.split("&", MOST + 2);
    if (pairs.length > MOST) {
      throw new GraftException(
          ErrorCode.MALFORMED_REQUEST, "a query has at most " + MOST + " parameters");
    }
    Faults faults = new Faults();
    List<String> names = new ArrayList<>();
    for (String pair : pairs) {
      if (!pair.isEmpty()) {
        names.add(readName(pair, faults));
      }
    }
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
    return new Query(names);
  }

  private static String readName(String pair, Faults faults) {
    int equals = pair.indexOf('=');
    String written = equals < 0 ? pair : pair.substring(0, equals);
    String name = decode(written, "/" + written, "the parameter " + written, faults);
    if (equals >= 0) {
      decode(pair.substring(equals + 1), "/" + name, name, faults);
    }
    return name;
  }

  private static String decode(String text, String pointer, String what, Faults faults) {
    try {
      return PercentEncoding.decode(text.replace('+', ' '), pointer, what);
    } catch (GraftException refused) {
      faults.addAll(refused.faults());
      return text;
    }
  }
}
