package graft.api.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** A map in a query or a form, as OpenAI's clients write it: {@code metadata[key]=value}. */
public final class BracketedQuery {
  private BracketedQuery() {}

  /** The pairs of the map {@code name}; of a repeated key the first value. */
  public static Map<String, String> map(HttpServletRequest request, String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    String start = name + "[";
    request
        .getParameterMap()
        .forEach((parameter, values) -> {
          if (parameter.startsWith(start) && parameter.endsWith("]")) {
            pairs.put(parameter.substring(start.length(), parameter.length() - 1), values[0]);
          }
        });
    return pairs;
  }
}
