package graft.api.access;

import graft.api.problem.Problem;
import graft.api.problem.ProblemWriter;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.Owner;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a request in or refuses it, whatever it is for, before anything of it is read. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class AccessFilter extends OncePerRequestFilter {
  private static final Pattern BEARER =
      Pattern.compile("Bearer +(\\S+) *", Pattern.CASE_INSENSITIVE);
  private static final String CHALLENGE = "Bearer realm=\"graft\"";

  private final AccessMode mode;
  private final Guesses guesses;

  AccessFilter(AccessMode mode, Guesses guesses) {
    this.mode = mode;
    this.guesses = guesses;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      if (!isOpen(request)) {
        require(request, response);
        // Every way in leads to the one owner there is.
        Owners.set(request, Owner.LOCAL);
      }
    } catch (GraftException refused) {
      ProblemWriter.write(Problem.of(refused), request, response);
      return;
    }
    chain.doFilter(request, response);
  }

  /** Whether no key is asked for, so that the request is nobody's. */
  private boolean isOpen(HttpServletRequest request) {
    return mode instanceof AccessMode.Keys && Pages.isOpen(request);
  }

  private void require(HttpServletRequest request, HttpServletResponse response) {
    switch (mode) {
      case AccessMode.Local local -> SameSite.require(request, local);
      case AccessMode.Off off -> SameSite.require(request, off);
      case AccessMode.Keys keys -> requireKey(request, response, keys.known());
    }
  }

  private void requireKey(HttpServletRequest request, HttpServletResponse response, ApiKeys known) {
    List<String> shown = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
    Matcher bearer = BEARER.matcher(shown.size() == 1 ? shown.getFirst() : "");
    if (!bearer.matches()) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
      throw new GraftException(
          ErrorCode.INVALID_API_KEY,
          "a key is required: send the header Authorization: Bearer <key>");
    }
    if (!known.knows(bearer.group(1))) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"invalid_token\"");
      throw guesses.isOneTooMany(request.getRemoteAddr()) ? tooMany() : unknown();
    }
  }

  private static GraftException unknown() {
    return new GraftException(ErrorCode.INVALID_API_KEY, "this key is not known here");
  }

  private static GraftException tooMany() {
    return new GraftException(
        ErrorCode.TOO_MANY_FAILURES,
        "more than %d wrong keys in a minute; try again in a minute"
            .formatted(Guesses.MOST_A_MINUTE));
  }
}
