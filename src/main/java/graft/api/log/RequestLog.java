package graft.api.log;

import graft.api.problem.ProblemWriter;
import graft.api.web.RequestIdFilter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Writes a line for each request, by the template of its route: a path holds names, a query holds
 * more. As the web server's access log it sees what was answered before any filter, and the bytes
 * that were sent. Probes and scrapes are lines for debugging.
 */
final class RequestLog extends ValveBase implements AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
  private static final String OWN_PAGES = "/actuator/";
  private static final String NO_ROUTE = "-";

  private final Refusals refusals;

  RequestLog(Refusals refusals) {
    super(true);
    this.refusals = refusals;
  }

  @Override
  public void invoke(Request request, Response response)
      throws IOException, jakarta.servlet.ServletException {
    getNext().invoke(request, response);
  }

  @Override
  public void log(Request request, Response response, long nanos) {
    Optional<String> code = text(request, ProblemWriter.CODE);
    code.ifPresent(refusals::count);
    Map<String, String> before = Optional.ofNullable(MDC.getCopyOfContextMap()).orElseGet(Map::of);
    Map<String, String> fields = new HashMap<>(before);
    text(request, RequestIdFilter.HEADER).ifPresent(id -> fields.put("request_id", id));
    code.ifPresent(value -> fields.put("error.code", value));
    MDC.setContextMap(fields);
    try {
      write(request, response, TimeUnit.NANOSECONDS.toMillis(nanos));
    } finally {
      MDC.setContextMap(before);
    }
  }

  private static void write(Request request, Response response, long millis) {
    String route = text(request, HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE).orElse(NO_ROUTE);
    String line = "{} {} {} {} ms {} bytes";
    Object[] parts = {
      request.getMethod(), route, response.getStatus(), millis, response.getBytesWritten(false)
    };
    if (String.valueOf(request.getRequestURI()).startsWith(OWN_PAGES)) {
      LOG.debug(line, parts);
    } else {
      LOG.info(line, parts);
    }
  }

  private static Optional<String> text(Request request, String attribute) {
    return Optional.ofNullable(request.getAttribute(attribute)).map(Object::toString);
  }

  /** This log has no use for what proxies say of addresses. */
  @Override
  public void setRequestAttributesEnabled(boolean isEnabled) {}

  @Override
  public boolean getRequestAttributesEnabled() {
    return false;
  }
}
