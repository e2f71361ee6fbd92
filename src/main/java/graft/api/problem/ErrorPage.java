package graft.api.problem;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what failed outside of the resources: in a filter, or by a status that was sent. */
@RestController
final class ErrorPage implements ErrorController {
  @RequestMapping("${server.error.path:/error}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      return; // The server breaks the connection off: the client must not take it for the whole.
    }
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    String instance = path == null ? request.getRequestURI() : path.toString();
    ProblemWriter.write(problem(request, instance), instance, response);
  }

  private static Problem problem(HttpServletRequest request, String instance) {
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
      return problem(failure, request);
    }
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : null;
    if (status == null) {
      return Problem.of(HttpStatus.NOT_FOUND, "no resource at " + instance);
    }
    return status == HttpStatus.INTERNAL_SERVER_ERROR
        ? Problem.internal()
        : Problem.of(status, status.getReasonPhrase());
  }

  private static Problem problem(Throwable failure, HttpServletRequest request) {
    return switch (failure) {
      // The server's own failure to read the request; a handler's arrives at Failures first.
      case IOException _ ->
          Problem.of(
              new GraftException(
                  ErrorCode.MALFORMED_REQUEST, "the body of the request ends in the middle"));
      case ServletException e when e.getCause() != null -> Failures.problem(e.getCause(), request);
      default -> Failures.problem(failure, request);
    };
  }
}
