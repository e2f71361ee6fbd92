package graft.adapter.prefix;

import graft.adapter.AdapterMethod;
import graft.adapter.layer.Gate;
import graft.adapter.layer.Limits;
import graft.adapter.layer.Modules;
import graft.adapter.place.NoPlace;
import graft.architecture.Role;
import graft.architecture.Stack;
import graft.site.AttentionSite;
import graft.site.Setup;
import graft.site.Site;
import graft.site.SiteId;
import graft.site.Sites;
import graft.spec.Check;
import graft.spec.Fault;
import graft.spec.adapter.PrefixTuningConfig;
import graft.tensor.Init;
import graft.tensor.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prefix tuning (Li and Liang 2021): {@code softmax(q [K_P; K]ᵀ / √d) [V_P; V]} with P trained keys
 * and values before those of the text, which every query sees. They are in the space of the heads:
 * no projection, rotation or LoRA applies to them. Positions still count from the text's start,
 * unless the configuration shifts them.
 *
 * <p>Attention modules of one kind share one {@link Prefixes}, which holds what all their layers
 * need. Only the semantics of explicit attention are followed: the reference's fused kernels lose
 * the prefixes or hide text behind them (D7).
 */
public record PrefixTuning(PrefixTuningConfig config) implements AdapterMethod {
  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules gates =
        Modules.of(
            parameters, "prefix_tuning.prefix_gates", config.initWeightsSeed(), "use_gating");
    Setup.Builder setup = Setup.builder().shiftPositions(config.positionShift());
    if (config.useGating()) {
      setup.readsWholeRows(Gate.WHOLE_ROWS);
    }
    groups(sites)
        .forEach((name, members) -> {
          PrefixShape shape = PrefixShape.of(name, members, config.prefixLength());
          check(shape, members.getFirst());
          SharedPrefixes pool =
              new SharedPrefixes(shape, Prefixes.create(config, shape, parameters));
          for (int layer = 0; layer < members.size(); layer++) {
            AttentionSite site = members.get(layer);
            @Nullable Gate gate = config.useGating() ? gate(site, gates) : null;
            PrefixRows rows = rows(sites, shape, layer);
            setup.put(site, new PrefixModule(site.id(), pool, rows, gate, config.dropout()));
          }
        });
    return setup.build();
  }

  @Override
  public List<AttentionSite> places(Sites sites) {
    return groups(sites).values().stream().flatMap(List::stream).toList();
  }

  @Override
  public Fault placeless(Sites sites) {
    return NoPlace.of("the model has no attention");
  }

  @Override
  public String attribute(Site place) {
    return place.id().role() == Role.CROSS_ATTENTION ? "cross_prefix" : "prefix_length";
  }

  /** The modules that get prefixes, by their kind and in model order. */
  private Map<String, List<AttentionSite>> groups(Sites sites) {
    boolean hasDecoder =
        sites.attention().stream().anyMatch(site -> site.id().stack() == Stack.DECODER);
    List<AttentionSite> chosen =
        sites.without(config.leaveOut()).attention().stream()
            .filter(site -> isChosen(site.id(), hasDecoder))
            .toList();
    Check check = new Check();
    check.that(
        !chosen.isEmpty() || sites.attention().isEmpty(),
        "leave_out",
        "must leave a layer for prefixes, but none of "
            + sites.attention().stream().map(AttentionSite::id).toList()
            + " is left");
    check.done();
    return chosen.stream()
        .collect(
            Collectors.groupingBy(AttentionSite::group, LinkedHashMap::new, Collectors.toList()));
  }

  private boolean isChosen(SiteId site, boolean hasDecoder) {
    if (site.role() == Role.CROSS_ATTENTION) {
      return config.crossPrefix();
    }
    return config.encoderPrefix() || !hasDecoder || site.stack() == Stack.DECODER;
  }

  /** Positions that are shifted make it PEFT's. */
  private PrefixRows rows(Sites sites, PrefixShape shape, int layer) {
    boolean isBehindEncoder =
        sites.attention().stream().map(site -> site.id().stack()).distinct().count() > 1;
    return config.shiftPositions() && isBehindEncoder
        ? PrefixRows.ofDecoder(layer, shape)
        : PrefixRows.ofLayer(layer);
  }

  private void check(PrefixShape shape, AttentionSite first) {
    String attribute = config.flat() ? "prefix_length" : "bottleneck_size";
    int rows = config.flat() ? config.prefixLength() : config.bottleneckSize();
    long most = Limits.TENSOR / shape.columns();
    Check check = new Check();
    check.that(
        rows <= most,
        attribute,
        "must be at most %d for %d layers like %s, not %d"
            .formatted(most, shape.layers(), first.id(), rows));
    check.done();
  }

  private Gate gate(AttentionSite site, Modules modules) {
    long gates = config.sharedGating() ? 1 : 2;
    return new Gate(
        modules.create(site.id(), "weight", new Init.Normal(0.02), gates, site.width()),
        modules.create(site.id(), "bias", Init.linear(site.width()), gates));
  }
}
