package graft.api.problem;

import graft.database.DatabaseAway;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Answers every exception of a handler, and of the search for one, with the one error body. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Failures implements HandlerExceptionResolver {
  private static final String MODELS = "/v1/models/";
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  /** Leaves a response that has begun to the server, which breaks the connection off. */
  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception failure) {
    if (failure instanceof AsyncRequestNotUsableException) {
      return new ModelAndView(); // The client has gone; there is nobody to answer.
    }
    if (response.isCommitted()) {
      return null;
    }
    try {
      if (failure instanceof ErrorResponse known) {
        known
            .getHeaders()
            .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
      }
      ProblemWriter.write(problem(failure, request), request, response);
      return new ModelAndView();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Problem problem(Throwable failure, HttpServletRequest request) {
    return switch (failure) {
      case GraftException own -> graft(own, request);
      case CompletionException e when e.getCause() != null -> problem(e.getCause(), request);
      case ExecutionException e when e.getCause() != null -> problem(e.getCause(), request);
      case NoResourceFoundException e -> code(ErrorCode.NOT_FOUND, nowhere(request));
      case InvalidMediaTypeException e ->
          code(
              ErrorCode.MALFORMED_REQUEST,
              "Accept must be a list of media types such as application/json, not "
                  + e.getMediaType());
      case HttpRequestMethodNotSupportedException e ->
          code(ErrorCode.METHOD_NOT_ALLOWED, methodDetail(e, request));
      case HttpMediaTypeNotAcceptableException e ->
          code(
              ErrorCode.NOT_ACCEPTABLE,
              "this resource is "
                  + e.getSupportedMediaTypes()
                  + ", and the request accepts only "
                  + request.getHeader(HttpHeaders.ACCEPT));
      case HttpMediaTypeNotSupportedException e ->
          code(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "the body must be "
                  + MediaType.toString(e.getSupportedMediaTypes())
                  + ", not "
                  + request.getContentType());
      case MaxUploadSizeExceededException e ->
          code(ErrorCode.TOO_LARGE, "the upload is larger than allowed");
      case MultipartException e ->
          code(ErrorCode.MALFORMED_REQUEST, "the multipart/form-data body cannot be read");
      case MissingServletRequestPartException e -> missing(e.getRequestPartName());
      case MissingServletRequestParameterException e -> missing(e.getParameterName());
      case MethodArgumentTypeMismatchException e -> mismatch(e);
      case HttpMessageNotReadableException e ->
          code(ErrorCode.MALFORMED_REQUEST, "the body cannot be read");
      case ErrorResponse e -> status(e, failure, request);
      default ->
          DatabaseAway.isReasonOf(failure) ? databaseAway(request) : unexpected(failure, request);
    };
  }

  /** Whether what was wanted was done is not known where the connection broke at the end. */
  private static Problem databaseAway(HttpServletRequest request) {
    LOG.info(
        "{} {} put off: the database does not answer",
        request.getMethod(),
        request.getRequestURI());
    return code(
        ErrorCode.DATABASE_UNAVAILABLE,
        "the database does not answer at the moment; send the request again, with an"
            + " Idempotency-Key where it creates something");
  }

  private static Problem graft(GraftException failure, HttpServletRequest request) {
    Problem problem = Problem.of(failure);
    if (failure.code() == ErrorCode.BUSY) {
      LOG.info(
          "{} {} put off: {}", request.getMethod(), request.getRequestURI(), failure.getMessage());
    } else if (problem.status().is5xxServerError()) {
      LOG.warn("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
    }
    return problem;
  }

  /** Names of models hold slashes, and those that are not encoded lead nowhere. */
  private static String nowhere(HttpServletRequest request) {
    String path = request.getRequestURI();
    String nowhere = "no resource at " + request.getMethod() + " " + path;
    return path.startsWith(MODELS)
        ? nowhere
            + "; a slash within a name is written %2F: "
            + MODELS
            + path.substring(MODELS.length()).replace("/", "%2F")
        : nowhere;
  }

  private static String methodDetail(
      HttpRequestMethodNotSupportedException failure, HttpServletRequest request) {
    String[] supported = failure.getSupportedMethods();
    return failure.getMethod()
        + " is not allowed at "
        + request.getRequestURI()
        + (supported == null ? "" : "; allowed are " + List.of(supported));
  }

  private static Problem missing(String name) {
    return faulty(name, "missing", name + " is required");
  }

  private static Problem mismatch(MethodArgumentTypeMismatchException failure) {
    Class<?> wanted = failure.getRequiredType();
    String name = failure.getName();
    String kind = wanted == null ? "value" : wanted.getSimpleName();
    return faulty(name, "wrong_type", name + " is no " + kind + ": " + failure.getValue());
  }

  private static Problem faulty(String name, String code, String message) {
    return Problem.of(
        new GraftException(ErrorCode.MALFORMED_REQUEST, new Fault("/" + name, code, message)));
  }

  private static Problem status(
      ErrorResponse known, Throwable failure, HttpServletRequest request) {
    HttpStatus status = HttpStatus.resolve(known.getStatusCode().value());
    if (status == null || status == HttpStatus.INTERNAL_SERVER_ERROR) {
      return unexpected(failure, request);
    }
    return Problem.of(status, status.getReasonPhrase());
  }

  private static Problem unexpected(Throwable failure, HttpServletRequest request) {
    LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
    return Problem.internal();
  }

  private static Problem code(ErrorCode code, String detail) {
    return Problem.of(new GraftException(code, detail));
  }
}
