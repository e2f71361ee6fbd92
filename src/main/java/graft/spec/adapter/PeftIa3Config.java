package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.Pace;
import graft.spec.adapter.target.TargetModules;
import java.util.List;

/**
 * (IA)^3 (Liu et al. 2022) as PEFT configures it: at any linear layer, whose output or, if it is
 * among the feed-forward modules, whose input is rescaled. Attributes are PEFT's.
 *
 * @param feedforwardModules ends of paths, not only from a dot on, as in PEFT
 */
public record PeftIa3Config(
    @Attribute(
            "Which linear layers: paths of modules or ends of these, such as query; or [\"all-linear\"], PEFT's word for all but the output head. \"all-linear\" alone, not in a list, means the same; PEFT's regular expressions are not read")
        TargetModules targetModules,
    @Attribute("Those of them whose input is rescaled: ends of paths")
        List<String> feedforwardModules)
    implements PeftConfig {
  public static final String ARCHITECTURE = "peft_ia3";

  /** The outputs of all linear layers: PEFT has other targets for each architecture. */
  public static final PeftIa3Config DEFAULTS =
      new PeftIa3Config(new TargetModules.AllLinear(), List.of());

  public PeftIa3Config {
    feedforwardModules = List.copyOf(feedforwardModules);
    Check check = new Check();
    check.that(
        feedforwardModules.stream().allMatch(TargetModules::isPlain),
        "feedforward_modules",
        "must name modules by plain paths or ends of these");
    check.that(
        !(targetModules instanceof TargetModules.Named named)
            || named.names().containsAll(feedforwardModules),
        "feedforward_modules",
        "must be among target_modules, as PEFT demands");
    check.done();
  }

  @Override
  public String method() {
    return ARCHITECTURE;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  /**
   * Whether the input of an adapted module is rescaled, and not its output.
   *
   * @param path without the base model's prefix
   */
  public boolean rescalesInput(String path) {
    return feedforwardModules.stream().anyMatch(name -> isFeedforward(path, name));
  }

  /** PEFT's rule for the names of feed-forward modules. */
  public static boolean isFeedforward(String path, String name) {
    return path.endsWith(name) || name.endsWith("." + path);
  }

  // Vectors that scale activations, near 1 at the start.
  @Override
  public Pace pace() {
    return Pace.LONGEST;
  }
}
