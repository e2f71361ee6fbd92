package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.List;
import java.util.Objects;

/**
 * Several methods as one adapter (Mao et al. 2022): all parts are on together.
 *
 * @param configs the parts. As in the reference library, two parts of one {@code architecture} need
 *     a {@code leave_out}, or are bottlenecks of which one sits after the attention and the other
 *     after the feed-forward block; whether they meet at a site is seen on a model
 */
public record UnionConfig(
    @Attribute(value = "The parts, each as an adapter configuration", required = true)
        List<AdapterConfig> configs)
    implements AdapterConfig {
  public static final String ARCHITECTURE = "union";

  public UnionConfig {
    configs = List.copyOf(configs);
    Check check = new Check();
    check.that(configs.size() >= 2, "configs", "must have at least 2 parts, not " + configs.size());
    for (int i = 0; i < configs.size(); i++) {
      AdapterConfig part = configs.get(i);
      String attribute = "configs/" + i;
      check.that(!(part instanceof UnionConfig), attribute, "must not be a union itself");
      check.that(!(part instanceof FusionConfig), attribute, "must not be a fusion");
      for (int j = 0; j < i; j++) {
        check.that(
            !shareTensors(configs.get(j), part),
            attribute,
            "(%s) must not have tensors of the same name as configs/%d"
                .formatted(part.method(), j));
        check.that(
            mayStandTogether(configs.get(j), part),
            attribute,
            "(%s) must not have the architecture of configs/%d (%s) unless one of them has a leave_out or, of two bottlenecks, mh_adapter and output_adapter both differ"
                .formatted(part.method(), j, configs.get(j).method()));
      }
    }
    check.done();
  }

  /** Prefixes and shared PHM matrices are named after the adapter alone. */
  private static boolean shareTensors(AdapterConfig one, AdapterConfig other) {
    return one instanceof PrefixTuningConfig && other instanceof PrefixTuningConfig
        || one instanceof BottleneckConfig a
            && other instanceof BottleneckConfig b
            && a.phm().phmLayer()
            && b.phm().phmLayer()
            && (a.phm().sharedPhmRule() && b.phm().sharedPhmRule()
                || a.phm().sharedWPhm() && b.phm().sharedWPhm());
  }

  private static boolean mayStandTogether(AdapterConfig one, AdapterConfig other) {
    if (!Objects.equals(one.architecture(), other.architecture())
        || !one.leaveOut().isEmpty()
        || !other.leaveOut().isEmpty()) {
      return true;
    }
    return one instanceof BottleneckConfig a
        && other instanceof BottleneckConfig b
        && a.mhAdapter() != b.mhAdapter()
        && a.outputAdapter() != b.outputAdapter();
  }

  @Override
  public String method() {
    return ARCHITECTURE;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }
}
