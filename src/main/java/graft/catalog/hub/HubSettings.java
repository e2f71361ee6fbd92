package graft.catalog.hub;

import java.net.URI;
import java.util.Optional;

/**
 * Where models are fetched from.
 *
 * @param endpoint http or https, without a slash at its end
 * @param token shown to the endpoint and to nobody else
 */
public record HubSettings(URI endpoint, Optional<String> token) {
  /** Hides the token, which must not come into a log. */
  @Override
  public String toString() {
    return "HubSettings[endpoint=%s, token=%s]"
        .formatted(endpoint, token.isPresent() ? "set" : "none");
  }

  /** Whether an address is the endpoint's own: same scheme, host and port. */
  boolean isOwn(URI address) {
    return endpoint.getScheme().equalsIgnoreCase(address.getScheme())
        && endpoint.getHost().equalsIgnoreCase(String.valueOf(address.getHost()))
        && port(endpoint) == port(address);
  }

  private static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
  }
}
