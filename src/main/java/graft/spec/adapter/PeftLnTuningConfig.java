package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.Pace;
import graft.spec.adapter.target.TargetModules;
import java.util.List;

/**
 * Norms that are trained (Zhao et al. 2024) as PEFT configures it.
 *
 * @param targetModules paths of norms or ends of these; all where empty
 */
public record PeftLnTuningConfig(
    @Attribute("Which norms: paths or ends of these, such as LayerNorm; all where empty")
        List<String> targetModules,
    @Attribute("Which of these are left alone: paths or ends of these") List<String> excludeModules)
    implements PeftConfig {
  public static final String ARCHITECTURE = "peft_ln_tuning";

  /** All norms: PEFT has targets for some architectures only. */
  public static final PeftLnTuningConfig DEFAULTS = new PeftLnTuningConfig(List.of(), List.of());

  public PeftLnTuningConfig {
    targetModules = List.copyOf(targetModules);
    excludeModules = List.copyOf(excludeModules);
    Check check = new Check();
    check.that(
        targetModules.stream().allMatch(TargetModules::isPlain),
        "target_modules",
        "must name norms by plain paths or ends of these");
    check.that(
        excludeModules.stream().allMatch(TargetModules::isPlain),
        "exclude_modules",
        "must name norms by plain paths or ends of these");
    check.done();
  }

  /**
   * Whether a norm is trained.
   *
   * @param path without the base model's prefix
   */
  public boolean has(String path) {
    return (targetModules.isEmpty() || isAmong(targetModules, path))
        && !isAmong(excludeModules, path);
  }

  private static boolean isAmong(List<String> names, String path) {
    return names.stream().anyMatch(name -> TargetModules.isNamed(path, name));
  }

  @Override
  public String method() {
    return ARCHITECTURE;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  // A handful of scales.
  @Override
  public Pace pace() {
    return Pace.LONG;
  }
}
