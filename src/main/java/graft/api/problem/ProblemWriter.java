package graft.api.problem;

import graft.api.web.RequestIdFilter;
import graft.spec.Codec;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Writes a problem as the whole answer, in place of whatever was prepared. */
public final class ProblemWriter {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String RETRY_AFTER_SECONDS = "1";

  /** Headers that belong to the request and outlive the answer that was prepared. */
  private static final List<String> KEPT =
      List.of(
          RequestIdFilter.HEADER,
          HttpHeaders.ALLOW,
          HttpHeaders.ACCEPT,
          HttpHeaders.WWW_AUTHENTICATE);

  /** The attribute of a request that has the error code of its answer. */
  public static final String CODE = "graft.error.code";

  private ProblemWriter() {}

  /** Writes to a response that is not committed yet. */
  public static void write(
      Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    request.setAttribute(CODE, problem.code());
    write(problem, request.getRequestURI(), response);
  }

  static void write(Problem problem, String instance, HttpServletResponse response)
      throws IOException {
    reset(response);
    response.setStatus(problem.status().value());
    if (problem.passes()) {
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    } else if (problem.status() == HttpStatus.CONFLICT) {
      response.setHeader("x-should-retry", "false");
    }
    byte[] body =
        JSON.writeValueAsString(Codec.write(problem.view(instance)))
            .getBytes(StandardCharsets.UTF_8);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static void reset(HttpServletResponse response) {
    List<Header> kept =
        KEPT.stream().map(name -> new Header(name, response.getHeaders(name))).toList();
    response.reset();
    SafeHeaders.set(response);
    kept.forEach(header -> header.values.forEach(value -> response.addHeader(header.name, value)));
  }

  private record Header(String name, Collection<String> values) {
    private Header {
      values = List.copyOf(values);
    }
  }
}
