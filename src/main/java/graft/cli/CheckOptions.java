package graft.cli;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is checked, and how.
 *
 * @param url without a slash at its end
 * @param trains whether an adapter is trained and asked
 */
record CheckOptions(URI url, Optional<String> key, boolean trains) {
  private static final String KEY = "GRAFT_API_KEY";

  /** Reads {@code --url URL [--key KEY] [--no-training]}. */
  static CheckOptions of(List<String> arguments, Map<String, String> environment) {
    String url = "";
    // Of several keys that a service takes, any does.
    String key = environment.getOrDefault(KEY, "").split(",", 2)[0];
    boolean trains = true;
    for (int i = 0; i < arguments.size(); i++) {
      switch (arguments.get(i)) {
        case "--url" -> url = value(arguments, ++i);
        case "--key" -> key = value(arguments, ++i);
        case "--no-training" -> trains = false;
        default -> throw new WrongUsage("check does not know '" + arguments.get(i) + "'");
      }
    }
    return new CheckOptions(address(url), Optional.of(key).filter(k -> !k.isBlank()), trains);
  }

  private static String value(List<String> arguments, int place) {
    if (place >= arguments.size()) {
      throw new WrongUsage(arguments.getLast() + " lacks its value");
    }
    return arguments.get(place);
  }

  private static URI address(String url) {
    if (!url.matches("https?://[^/?#\\s]+(/[^?#\\s]*)?")) {
      throw new WrongUsage(
          "check takes --url http://HOST:PORT" + (url.isEmpty() ? "" : "; found '" + url + "'"));
    }
    return URI.create(url.replaceFirst("/+$", ""));
  }
}
