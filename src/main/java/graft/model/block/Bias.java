package graft.model.block;

import graft.architecture.ModelConfig;
import java.util.Optional;

/**
 * Whether a projection has a bias.
 *
 * @param key of {@code config.json} that says so; empty where no file can say otherwise
 */
public record Bias(boolean isPresent, Optional<String> key) {
  public static final Bias PRESENT = new Bias(true, Optional.empty());
  public static final Bias ABSENT = new Bias(false, Optional.empty());

  /**
   * As a configuration says.
   *
   * @param byDefault where it does not have the key
   */
  public static Bias said(ModelConfig config, String key, boolean byDefault) {
    return new Bias(config.flag(key, byDefault), Optional.of(key));
  }
}
