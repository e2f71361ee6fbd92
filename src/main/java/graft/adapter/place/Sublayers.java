package graft.adapter.place;

import graft.architecture.Role;
import graft.spec.adapter.BottleneckConfig;
import java.util.EnumSet;
import java.util.Set;

/** The sublayers that a bottleneck configuration names. */
public final class Sublayers {
  private Sublayers() {}

  public static Set<Role> roles(BottleneckConfig config) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    if (config.mhAdapter()) {
      roles.add(Role.SELF_ATTENTION);
    }
    if (config.outputAdapter()) {
      roles.add(Role.FEED_FORWARD);
    }
    if (config.crossAdapter()) {
      roles.add(Role.CROSS_ATTENTION);
    }
    return roles;
  }
}
