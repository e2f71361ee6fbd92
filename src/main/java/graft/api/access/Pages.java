package graft.api.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.regex.Pattern;

/** Paths that hold nothing of anybody's: probes, and pages as they are shipped. */
final class Pages {
  private static final Set<String> PROBES =
      Set.of("/actuator/health/liveness", "/actuator/health/readiness");

  /** By the letter: a path in any other spelling is none of these. */
  private static final Pattern STATIC =
      Pattern.compile("/|/swagger-ui\\.html|/swagger-ui/[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+");

  private Pages() {}

  static boolean isOpen(HttpServletRequest request) {
    return isRead(request)
        && (PROBES.contains(request.getRequestURI()) || isStatic(request.getRequestURI()));
  }

  /** Whether somebody follows a link to a page, from wherever it stands. */
  static boolean isVisit(HttpServletRequest request) {
    return isRead(request)
        && isStatic(request.getRequestURI())
        && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
        && "document".equals(request.getHeader("Sec-Fetch-Dest"));
  }

  private static boolean isStatic(String path) {
    return STATIC.matcher(path).matches();
  }

  private static boolean isRead(HttpServletRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }
}
