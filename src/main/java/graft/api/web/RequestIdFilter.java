package graft.api.web;

import graft.spec.IdSource;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request an id, the client's own where it sent a sane one: in the answer's header and
 * in every line of the log.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestIdFilter extends OncePerRequestFilter {
  public static final String HEADER = "x-request-id";
  private static final String PREFIX = "req_";
  private static final String LOG_KEY = "request_id";
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private final IdSource ids;

  RequestIdFilter(IdSource ids) {
    this.ids = ids;
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String id = idOf(request);
    request.setAttribute(HEADER, id);
    response.setHeader(HEADER, id);
    try (MDC.MDCCloseable _ = MDC.putCloseable(LOG_KEY, id)) {
      chain.doFilter(request, response);
    }
  }

  private String idOf(HttpServletRequest request) {
    if (request.getAttribute(HEADER) instanceof String drawn) {
      return drawn;
    }
    @Nullable String sent = request.getHeader(HEADER);
    return sent != null && SANE.matcher(sent).matches() ? sent : PREFIX + ids.next();
  }
}
