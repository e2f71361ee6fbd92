package graft.api.web;

import graft.api.access.Owners;
import graft.api.problem.Problem;
import graft.api.problem.ProblemWriter;
import graft.catalog.IdempotencyKeys;
import graft.catalog.KeyClaim;
import graft.catalog.StoredResponse;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import org.springframework.web.util.WebUtils;

/**
 * Obeys {@code Idempotency-Key} on every POST: the same request with the same key is done once, and
 * answered alike each time.
 *
 * <p>Only a success is kept. A failure has created nothing, so the same key may be sent with a
 * request put right. Neither is an answer above {@value #MOST_BYTES} bytes kept; nothing that is
 * created has one.
 */
@Component
final class IdempotencyFilter extends OncePerRequestFilter {
  static final String HEADER = "Idempotency-Key";
  static final String REPLAYED = "Idempotent-Replayed";
  static final int MOST_BYTES = 1 << 18;
  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
  private static final String CLAIM = KeyClaim.class.getName();

  private final IdempotencyKeys keys;

  IdempotencyFilter(IdempotencyKeys keys) {
    this.keys = keys;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getHeader(HEADER) == null || !request.getMethod().equals("POST");
  }

  /** An answer that is given later comes by here again. */
  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getAttribute(CLAIM) instanceof KeyClaim.Fresh claim) {
      answer(claim, request, response, chain);
      return;
    }
    try {
      switch (keys.claim(Owners.of(request), key(request), Fingerprint.of(request))) {
        case KeyClaim.Fresh claim -> {
          request.setAttribute(CLAIM, claim);
          answer(claim, request, new ContentCachingResponseWrapper(response), chain);
        }
        case KeyClaim.Answered(StoredResponse kept) -> {
          requireSameUpload(kept, request);
          replay(kept, response);
        }
        case KeyClaim.Running _ ->
            throw refusal(
                ErrorCode.REQUEST_IN_PROGRESS,
                "the first request with this Idempotency-Key is still being answered");
        case KeyClaim.Reused _ -> throw reused();
      }
    } catch (GraftException refused) {
      if (UploadForm.isSent(request)) {
        UploadForm.ignoreTheRest(request, refused);
      }
      ProblemWriter.write(Problem.of(refused), request, response);
    }
  }

  private void answer(
      KeyClaim.Fresh claim,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    boolean isAnswered = false;
    try {
      chain.doFilter(request, response);
      isAnswered = true;
    } finally {
      if (!isAnswered) {
        keys.release(Owners.of(request), claim);
      }
    }
    // In an answer that is given later, Spring has put its own wrapper around ours.
    ContentCachingResponseWrapper written =
        WebUtils.getNativeResponse(response, ContentCachingResponseWrapper.class);
    if (!isAsyncStarted(request) && written != null) {
      settle(claim, request, written);
      written.copyBodyToResponse();
    }
  }

  private void settle(
      KeyClaim.Fresh claim, HttpServletRequest request, ContentCachingResponseWrapper written) {
    boolean isSuccess = HttpStatus.valueOf(written.getStatus()).is2xxSuccessful();
    if (isSuccess && written.getContentSize() <= MOST_BYTES) {
      keys.keep(
          Owners.of(request),
          claim,
          new StoredResponse(
              written.getStatus(),
              UploadForm.digest(request),
              Optional.ofNullable(written.getContentType()),
              Optional.ofNullable(written.getHeader(HttpHeaders.LOCATION)),
              new String(written.getContentAsByteArray(), StandardCharsets.UTF_8)));
    } else {
      keys.release(Owners.of(request), claim);
    }
  }

  /** What an upload says is known only now that the first one was read to its end. */
  private static void requireSameUpload(StoredResponse kept, HttpServletRequest request) {
    if (kept.upload().isPresent() && !kept.upload().get().equals(UploadForm.digestOf(request))) {
      throw reused();
    }
  }

  private static GraftException reused() {
    return refusal(
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        "this Idempotency-Key was sent before with another request");
  }

  private static void replay(StoredResponse kept, HttpServletResponse response) throws IOException {
    response.setStatus(kept.status());
    response.setHeader(REPLAYED, "true");
    kept.contentType().ifPresent(response::setContentType);
    kept.location().ifPresent(at -> response.setHeader(HttpHeaders.LOCATION, at));
    response.getOutputStream().write(kept.body().getBytes(StandardCharsets.UTF_8));
  }

  private static String key(HttpServletRequest request) {
    String key = request.getHeader(HEADER);
    if (!KEY.matcher(key).matches()) {
      throw refusal(
          ErrorCode.MALFORMED_REQUEST, "Idempotency-Key must have 1 to 255 visible characters");
    }
    return key;
  }

  private static GraftException refusal(ErrorCode code, String message) {
    return new GraftException(code, new Fault("/" + HEADER, code.wireName(), message));
  }
}
