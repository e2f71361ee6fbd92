package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
    configs = configs.stream().flatMap(config -> config.parts().stream()).toList();
    Check check = new Check();
    check.that(configs.size() >= 2, "configs", "must have at least 2 parts, not " + configs.size());
    for (int i = 0; i < configs.size(); i++) {
      AdapterConfig part = configs.get(i);
      String attribute = "configs/" + i;
      check.that(!part.isFusion(), attribute, "must not be a fusion");
      for (int j = 0; j < i; j++) {
        part.checkBeside(j, configs.get(j), attribute, check);
      }
    }
    check.done();
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

  @Override
  public List<AdapterConfig> parts() {
    return configs;
  }

  @Override
  public boolean isInvertible() {
    return configs.stream().anyMatch(AdapterConfig::isInvertible);
  }

  @Override
  public boolean changesWeights() {
    return configs.stream().allMatch(AdapterConfig::changesWeights);
  }

  @Override
  public boolean hasPairs() {
    return configs.stream().anyMatch(AdapterConfig::hasPairs);
  }

  @Override
  public Map<String, @Nullable Object> published() {
    Map<String, @Nullable Object> file = json();
    file.put("configs", configs.stream().map(part -> new TreeMap<>(part.published())).toList());
    return file;
  }

  @Override
  public Optional<String> beyondAdapterHub() {
    return configs.stream().flatMap(part -> part.beyondAdapterHub().stream()).findFirst();
  }

  @Override
  public Optional<String> beyondPeft() {
    return Optional.of("PEFT has no unions");
  }
}
