package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.List;
import java.util.stream.Stream;

/**
 * Several methods as one adapter (Mao et al. 2022): all parts are on together.
 *
 * @param configs the parts, of any methods; those of a union among them join as they are. Whether
 *     two of them meet at a site is seen on a model; refused here is what goes together on none,
 *     because what all layers of a part share is named after the adapter alone: prefixes, and the
 *     shared matrices of PHM layers
 */
public record UnionConfig(
    @Attribute(value = "The parts, each as an adapter configuration", required = true)
        List<AdapterConfig> configs)
    implements AdapterConfig {
  public static final String ARCHITECTURE = "union";

  public UnionConfig {
    configs = configs.stream().flatMap(UnionConfig::parts).toList();
    Check check = new Check();
    check.that(configs.size() >= 2, "configs", "must have at least 2 parts, not " + configs.size());
    for (int i = 0; i < configs.size(); i++) {
      AdapterConfig part = configs.get(i);
      String attribute = "configs/" + i;
      check.that(!(part instanceof FusionConfig), attribute, "must not be a fusion");
      for (int j = 0; j < i; j++) {
        requireNamesApart(check, j, configs.get(j), i, part);
      }
    }
    check.done();
  }

  private static Stream<AdapterConfig> parts(AdapterConfig config) {
    return config instanceof UnionConfig union ? union.configs().stream() : Stream.of(config);
  }

  private static void requireNamesApart(
      Check check, int at, AdapterConfig earlier, int i, AdapterConfig part) {
    String place = "configs/" + i;
    check.that(
        !(earlier instanceof PrefixTuningConfig && part instanceof PrefixTuningConfig),
        place,
        "must not be a second prefix tuning beside configs/%d: the prefixes of all layers are tensors of one name"
            .formatted(at));
    if (earlier instanceof BottleneckConfig one && part instanceof BottleneckConfig other) {
      check.that(
          !one.phm().sharesRuleNames(other.phm()),
          place + "/shared_phm_rule",
          "must be false: configs/%d has a shared rule, whose tensors have the same names"
              .formatted(at));
      check.that(
          !one.phm().sharesWeightNames(other.phm()),
          place + "/shared_W_phm",
          "must be false: configs/%d has a shared W, whose tensors have the same names"
              .formatted(at));
    }
  }

  /** Whether a part has. */
  @Override
  public boolean useGating() {
    return configs.stream().anyMatch(AdapterConfig::useGating);
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
