package graft.api.job;

import graft.api.web.BracketedQuery;
import graft.job.JobFilter;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which jobs a list is asked for: {@code metadata[key]=value}, repeatable, or {@code
 * metadata=key=value}, which generated clients can send; {@code metadata=null} for jobs without
 * any.
 */
final class MetadataQuery {
  private static final String NAME = "metadata";

  private MetadataQuery() {}

  static JobFilter of(HttpServletRequest request) {
    Map<String, String> pairs = new LinkedHashMap<>(BracketedQuery.map(request, NAME));
    String[] texts =
        Optional.ofNullable(request.getParameterValues(NAME)).orElseGet(() -> new String[0]);
    if (pairs.isEmpty() && texts.length == 1 && texts[0].equals("null")) {
      return new JobFilter.WithoutMetadata();
    }
    Faults faults = new Faults();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 0) {
        faults.add("/" + NAME, "malformed", expected(text));
      } else {
        pairs.putIfAbsent(text.substring(0, equals), text.substring(equals + 1));
      }
    }
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
    return pairs.isEmpty() ? new JobFilter.All() : new JobFilter.WithMetadata(pairs);
  }

  private static String expected(String text) {
    return "metadata must be key=value, or null for jobs without any, not \"" + text + "\"";
  }
}
