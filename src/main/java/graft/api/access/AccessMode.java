package graft.api.access;

import java.util.Set;

/** Who gets in. */
public sealed interface AccessMode {
  /** The mode in words, for who started the service. */
  default String words() {
    return switch (this) {
      case Local _ -> "local: this machine only, no key";
      case Keys _ -> "keys: whoever shows one of GRAFT_API_KEY";
      case Off _ -> "off: everybody who reaches this service may do everything";
    };
  }

  /**
   * Programs of this machine, and pages of the service's own.
   *
   * @param origins other pages that may speak to the service, such as {@code http://localhost:3000}
   */
  record Local(Set<String> origins) implements AccessMode {
    public Local {
      origins = Set.copyOf(origins);
    }
  }

  /** Whoever shows one of these keys. */
  record Keys(ApiKeys known) implements AccessMode {}

  /**
   * Everybody who reaches it: the network is the door.
   *
   * @param hosts names under which it is reached, besides addresses
   * @param origins as of {@link Local}
   */
  record Off(Set<String> hosts, Set<String> origins) implements AccessMode {
    public Off {
      hosts = Set.copyOf(hosts);
      origins = Set.copyOf(origins);
    }
  }
}
