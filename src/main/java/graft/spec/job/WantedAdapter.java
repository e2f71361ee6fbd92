package graft.spec.job;

import graft.spec.JsonValue;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import java.util.Map;
import java.util.Optional;

/**
 * The adapter that a request asks for, before it is known what is to be learned. A method of which
 * nothing but the name is given may be set up otherwise for a causal language model; whoever writes
 * an attribute, or an object, has what was written.
 *
 * @param config what it is
 * @param causal what it is for {@link TaskType#CAUSAL_LM}, where that is something else
 */
public record WantedAdapter(AdapterConfig config, Optional<AdapterConfig> causal)
    implements JsonValue {
  public static final Map<String, Object> SCHEMA = AdapterConfig.SCHEMA;

  /** What is trained when a job does not say. */
  public static final WantedAdapter DEFAULT = new WantedAdapter(Presets.DEFAULT, Optional.empty());

  /**
   * Reads what {@link AdapterConfig#read} does.
   *
   * @throws graft.spec.GraftException with every fault, pointers relative to the configuration
   */
  public static WantedAdapter read(Object json) {
    return new WantedAdapter(
        AdapterConfig.read(json),
        json instanceof String name ? Presets.causal(name.strip()) : Optional.empty());
  }

  /** What it is for a task. */
  public AdapterConfig of(Optional<TaskSpec> task) {
    return task.filter(chosen -> chosen.type() == TaskType.CAUSAL_LM)
        .flatMap(_ -> causal)
        .orElse(config);
  }

  @Override
  public Object json() {
    return config.json();
  }
}
