package graft.adapter.place;

import graft.architecture.Role;
import graft.site.LinearSite;
import graft.site.Site;
import graft.site.Sites;
import graft.spec.Fault;
import graft.spec.adapter.LoraConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The projections that a LoRA or (IA)^3 configuration names. */
public final class LoraSites {
  private LoraSites() {}

  public static List<LinearSite> of(LoraConfig config, Sites sites) {
    return sites.without(config.leaveOut()).linear(roles(config));
  }

  /** What the projections are for that it names. */
  public static Set<Role> roles(LoraConfig config) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    if (config.selfattnLora()) {
      config.attnMatrices().forEach(matrix -> roles.add(role(matrix)));
    }
    if (config.intermediateLora()) {
      roles.add(Role.INTERMEDIATE);
    }
    if (config.outputLora()) {
      roles.add(Role.OUTPUT);
    }
    return roles;
  }

  /** The attribute that asks for one of its projections. */
  public static String attribute(Site site) {
    return switch (site.id().role()) {
      case INTERMEDIATE, GATE -> "intermediate_lora";
      case OUTPUT -> "output_lora";
      default -> "attn_matrices";
    };
  }

  /** Why none of the model's projections is among them. */
  public static Fault placeless(LoraConfig config, Sites sites) {
    return sites.linear(roles(config)).isEmpty()
        ? NoPlace.of(
            config.selfattnLora() ? "attn_matrices" : "intermediate_lora",
            "has no place in the model, whose linear layers are "
                + new SiteInventory(sites).ofLinear())
        : NoPlace.nothingLeft(sites);
  }

  private static Role role(LoraConfig.AttentionMatrix matrix) {
    return switch (matrix) {
      case Q -> Role.QUERY;
      case K -> Role.KEY;
      case V -> Role.VALUE;
    };
  }
}
