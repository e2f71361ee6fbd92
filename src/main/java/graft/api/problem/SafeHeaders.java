package graft.api.problem;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;

/**
 * What every answer says to browsers: take it for nothing else, keep it nowhere, run nothing in it,
 * show it in no frame.
 */
public final class SafeHeaders {
  private static final String POLICY = "Content-Security-Policy";
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  /** The pages' own scripts and no others; their styles and pictures are partly written in them. */
  private static final String OWN =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  private SafeHeaders() {}

  public static void set(HttpServletResponse response) {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader(POLICY, NOTHING);
  }

  /** Allows the answer, a page or part of one, what pages need. */
  public static void allowPage(HttpServletResponse response) {
    response.setHeader(POLICY, OWN);
  }
}
