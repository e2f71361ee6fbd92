package graft.api.query;

import graft.api.web.Paged;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.Suggestion;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses query parameters that an operation does not know, and those that are given twice. */
@Component
public final class KnownParameters implements HandlerInterceptor {
  private static final String OWN = "graft.";
  private static final String MAP = "[]";

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method
        && method.getBeanType().getName().startsWith(OWN)
        && request.getAttribute(Query.class.getName()) instanceof Query query) {
      check(query, known(method));
    }
    return true;
  }

  private static void check(Query query, List<String> known) {
    Faults faults = new Faults();
    Set<String> seen = new HashSet<>();
    for (String name : query.names()) {
      if (known.stream().noneMatch(one -> isCalled(name, one))) {
        faults.add("/" + name, "unknown_parameter", unknown(name, known));
      } else if (!seen.add(name)) {
        faults.add("/" + name, "given_twice", "the parameter " + name + " is given twice");
      }
    }
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
  }

  private static String unknown(String name, List<String> known) {
    String start = "unknown query parameter " + name;
    if (known.isEmpty()) {
      return start + "; this operation has none";
    }
    return start
        + Suggestion.nearest(name, known)
            .map(near -> "; did you mean " + near + "?")
            .orElse("; known are " + known);
  }

  private static boolean isCalled(String name, String known) {
    if (!known.endsWith(MAP)) {
      return name.equals(known);
    }
    String start = known.substring(0, known.length() - 1);
    return name.startsWith(start) && name.endsWith("]");
  }

  private static List<String> known(HandlerMethod method) {
    List<String> names = new ArrayList<>();
    QueryNames own = method.getMethodAnnotation(QueryNames.class);
    if (own != null) {
      names.addAll(List.of(own.value()));
    }
    for (MethodParameter parameter : method.getMethodParameters()) {
      Paged paged = parameter.getParameterAnnotation(Paged.class);
      if (paged != null) {
        names.addAll(
            paged.ordered() ? List.of("limit", "after", "order") : List.of("limit", "after"));
      }
      if (parameter.hasParameterAnnotation(RequestParam.class)) {
        names.add(String.valueOf(parameter.getParameter().getName()));
      }
    }
    return names;
  }
}
