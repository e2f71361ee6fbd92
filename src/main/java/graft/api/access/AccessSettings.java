package graft.api.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.core.env.Environment;

/** Reads the mode from the settings. Keys are read here and nowhere else, so that none is shown. */
final class AccessSettings {
  private static final Pattern VISIBLE = Pattern.compile("[!-~]+");
  private static final String MAKE_ONE = "Make one with: openssl rand -hex 32";

  private AccessSettings() {}

  /**
   * @throws ClosedDoorException if a key is no key, or if others would get in without one
   */
  static AccessMode read(Environment settings) {
    List<String> keys = list(settings, "graft.api-key");
    keys.forEach(AccessSettings::require);
    if (!keys.isEmpty()) {
      return new AccessMode.Keys(new ApiKeys(keys));
    }
    Set<String> origins = lower(list(settings, "graft.auth.local-origins"));
    String address = settings.getProperty("server.address", "");
    if (isLoopback(address)) {
      return new AccessMode.Local(origins);
    }
    if (isOff(settings.getProperty("graft.auth", ""))) {
      return new AccessMode.Off(lower(list(settings, "graft.auth.hosts")), origins);
    }
    throw ClosedDoorException.withoutKey(address);
  }

  private static void require(String key) {
    if (key.length() < ApiKeys.SHORTEST) {
      throw new ClosedDoorException(
          "GRAFT_API_KEY holds a key of %d characters; a key has at least %d."
              .formatted(key.length(), ApiKeys.SHORTEST),
          MAKE_ONE);
    }
    if (!VISIBLE.matcher(key).matches()) {
      throw new ClosedDoorException(
          "GRAFT_API_KEY holds a key with a blank or a character that is not ASCII;"
              + " several keys are separated by commas.",
          MAKE_ONE);
    }
  }

  private static boolean isOff(String value) {
    return value.equalsIgnoreCase("off") || value.equalsIgnoreCase("false");
  }

  /** An unset address means all of them. */
  private static boolean isLoopback(String address) {
    try {
      return !address.isBlank() && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static List<String> list(Environment settings, String name) {
    String value = settings.getProperty(name, "");
    return value.isBlank()
        ? List.of()
        : Arrays.stream(value.split(",", -1)).map(String::strip).toList();
  }

  private static Set<String> lower(List<String> items) {
    return items.stream().map(item -> item.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
