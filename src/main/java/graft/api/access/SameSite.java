package graft.api.access;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others out, which a browser on this machine would let speak to the service. A
 * name that an attacker makes lead here (DNS rebinding) is no name of it, and a page from elsewhere
 * is told by what browsers say of it and scripts cannot change.
 */
final class SameSite {
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-f:.]+]|[^:\\[\\]\\s]+)(?::\\d{1,5})?");
  private static final Pattern ADDRESS = Pattern.compile("\\[.*]|\\d{1,3}(?:\\.\\d{1,3}){3}");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> OTHERS = Set.of("cross-site", "same-site");

  private SameSite() {}

  /**
   * @throws GraftException {@link ErrorCode#FOREIGN_HOST}, {@link ErrorCode#CROSS_SITE}
   */
  static void require(HttpServletRequest request, AccessMode.Local mode) {
    requireOwnHost(request, LOOPBACK::contains);
    requireOwnPage(request, mode.origins());
  }

  /**
   * An address is no name, and so nobody's to lead here.
   *
   * @throws GraftException as above
   */
  static void require(HttpServletRequest request, AccessMode.Off mode) {
    requireOwnHost(
        request,
        host ->
            LOOPBACK.contains(host)
                || ADDRESS.matcher(host).matches()
                || mode.hosts().contains(host));
    requireOwnPage(request, mode.origins());
  }

  private static void requireOwnHost(HttpServletRequest request, Predicate<String> isOwn) {
    Matcher host = HOST.matcher(hostOf(request));
    if (!host.matches() || !isOwn.test(host.group(1))) {
      throw foreign(request);
    }
  }

  private static void requireOwnPage(HttpServletRequest request, Set<String> origins) {
    String origin = lower(request.getHeader("Origin"));
    boolean isInvited = origins.contains(origin);
    boolean isOwn =
        origin.isEmpty() || origin.matches("https?://" + Pattern.quote(hostOf(request)));
    boolean isElsewhere = OTHERS.contains(lower(request.getHeader("Sec-Fetch-Site")));
    if (!isInvited && (!isOwn || isElsewhere && !Pages.isVisit(request))) {
      throw new GraftException(
          ErrorCode.CROSS_SITE,
          "a page of another site sent this request; pages of your own are allowed by"
              + " graft.auth.local-origins");
    }
  }

  private static String hostOf(HttpServletRequest request) {
    return lower(request.getHeader("Host"));
  }

  private static String lower(@Nullable String header) {
    return header == null ? "" : header.toLowerCase(Locale.ROOT);
  }

  private static GraftException foreign(HttpServletRequest request) {
    return new GraftException(
        ErrorCode.FOREIGN_HOST,
        "this service does not go by the name "
            + hostOf(request)
            + "; without a key it answers to localhost, 127.0.0.1 and [::1]");
  }
}
