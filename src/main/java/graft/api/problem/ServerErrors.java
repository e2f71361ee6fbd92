package graft.api.problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Answers what the web server refuses before any of our code sees it, such as a malformed URI, in
 * the form of all other errors. Made by the server, by its class name.
 */
public final class ServerErrors extends ErrorReportValve {
  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    HttpStatus status = HttpStatus.resolve(response.getStatus());
    // To a range that is not there the answer is a header, and clients take any content for a part.
    boolean isOnlyHeaders = status == HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE;
    if (status == null || !status.isError() || isOnlyHeaders || response.getContentWritten() > 0) {
      return;
    }
    try {
      ProblemWriter.write(
          Problem.of(status, "the request is not valid HTTP"), instance(request), response);
      response.finishResponse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String instance(Request request) {
    String path = request.getRequestURI();
    return path == null ? "" : path;
  }
}
