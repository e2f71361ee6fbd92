package graft.adapter;

import graft.site.AttentionSite;
import graft.site.EmbeddingSite;
import graft.site.NormSite;
import graft.site.Setup;
import graft.site.Site;
import graft.site.SiteId;
import graft.site.Sites;
import graft.site.WordSite;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PeftConfig;
import graft.spec.adapter.PeftLnTuningConfig;
import graft.spec.adapter.PeftLoraConfig;
import graft.spec.adapter.PeftTrainableTokensConfig;
import graft.spec.adapter.UnionConfig;
import graft.tensor.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Several methods as one adapter (MAM, He et al. 2021; UniPELT, Mao et al. 2022): all are on
 * together. Parts of different kinds of site meet nowhere; of the same kind, each site takes one.
 */
record Union(UnionConfig config) implements AdapterMethod {
  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    requireApart(sites);
    Setup.Builder setup = Setup.builder();
    for (int i = 0; i < config.configs().size(); i++) {
      setup.putAll(ofPart(i, sites, part -> part.fit(sites, parameters)));
    }
    return setup.build();
  }

  @Override
  public List<? extends Site> places(Sites sites) {
    List<Site> all = new ArrayList<>();
    for (int i = 0; i < config.configs().size(); i++) {
      all.addAll(ofPart(i, sites, part -> part.places(sites)));
    }
    return all;
  }

  /** What a part says, which must have a place; its faults are faults of the union. */
  private <T> T ofPart(int i, Sites sites, Function<AdapterMethod, T> question) {
    try {
      return question.apply(AdapterMethod.placed(config.configs().get(i), sites));
    } catch (GraftException refused) {
      throw refused.below("/configs/" + i);
    }
  }

  /** Names each part that wants a site which an earlier one has, with the attribute that asks. */
  private void requireApart(Sites sites) {
    Faults faults = new Faults();
    Map<SiteId, Integer> taken = new HashMap<>();
    for (int i = 0; i < config.configs().size(); i++) {
      for (Site site : ofPart(i, sites, part -> part.places(sites))) {
        Integer other = taken.putIfAbsent(site.id(), i);
        if (other != null) {
          String attribute = "configs/" + i + "/" + attribute(config.configs().get(i), site);
          faults.add(
              "/" + attribute,
              "site_taken",
              "%s asks for %s, where configs/%d sits".formatted(attribute, name(site), other));
        }
      }
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
  }

  private static String name(Site site) {
    return site instanceof EmbeddingSite || site instanceof WordSite
        ? "the embeddings"
        : site.id().toString();
  }

  private static String words(AdapterConfig part) {
    return switch (part) {
      case PeftLoraConfig _ -> "trainable_token_indices";
      case PeftTrainableTokensConfig _ -> "token_indices";
      default -> "num_virtual_tokens";
    };
  }

  /** What a configuration says to occupy such a site. */
  private static String attribute(AdapterConfig part, Site site) {
    if (site instanceof NormSite) {
      return part instanceof PeftLnTuningConfig ? "target_modules" : "bias";
    }
    if (site instanceof WordSite) {
      return words(part);
    }
    if (part instanceof PeftConfig) {
      return "target_modules";
    }
    return switch (site.id().role()) {
      case POOLER -> "target_modules";
      case NORM -> "bias";
      case QUERY, KEY, VALUE, ATTENTION_OUTPUT -> "attn_matrices";
      case INTERMEDIATE, GATE -> "intermediate_lora";
      case OUTPUT -> "output_lora";
      case SELF_ATTENTION -> site instanceof AttentionSite ? "prefix_length" : "mh_adapter";
      case CROSS_ATTENTION -> site instanceof AttentionSite ? "cross_prefix" : "cross_adapter";
      case FEED_FORWARD -> "output_adapter";
      case EMBEDDING -> "inv_adapter";
      case LAYER -> "layers";
    };
  }
}
