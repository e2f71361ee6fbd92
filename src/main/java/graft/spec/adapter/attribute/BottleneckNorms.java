package graft.spec.adapter.attribute;

import graft.spec.Attribute;
import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * Where a bottleneck adapter stands to the norms and the residual of its site.
 *
 * @param originalLnBefore add the block's residual and apply the base model's norm before the
 *     bottleneck; sequential only
 * @param originalLnAfter the same after the bottleneck
 * @param lnBefore a new layer norm on the bottleneck's input
 * @param lnAfter a new layer norm on its output
 * @param residualBeforeLn where the adapter's own residual is taken
 * @param adapterResidualBeforeLn with {@code lnAfter}: whether that residual is added before the
 *     new norm
 */
public record BottleneckNorms(
    @Attribute("Apply the base model's residual and norm before the bottleneck")
        boolean originalLnBefore,
    @Attribute("Apply the base model's residual and norm after the bottleneck")
        boolean originalLnAfter,
    @Attribute("A new layer norm on the bottleneck's input") boolean lnBefore,
    @Attribute("A new layer norm on the bottleneck's output") boolean lnAfter,
    @Attribute("Where the adapter's own residual is taken: true, false or \"post_add\"")
        Residual residualBeforeLn,
    @Attribute("Add the adapter's residual before ln_after instead of after it")
        boolean adapterResidualBeforeLn) {
  public static final BottleneckNorms DEFAULTS =
      new BottleneckNorms(false, true, false, false, Residual.BEFORE, false);

  /**
   * Where the adapter's own residual is taken: before the base norm, after it, or between the
   * addition and the norm.
   */
  public enum Residual implements JsonValue {
    BEFORE,
    AFTER,
    POST_ADD;

    public static final Map<String, Object> SCHEMA =
        Map.of("type", List.of("boolean", "string"), "enum", List.of(true, false, "post_add"));

    public static Residual read(Object json) {
      return switch (json) {
        case Boolean before -> before ? BEFORE : AFTER;
        case String word when word.equals("post_add") -> POST_ADD;
        default -> throw new IllegalArgumentException("true, false or \"post_add\"");
      };
    }

    @Override
    public Object json() {
      return switch (this) {
        case BEFORE -> true;
        case AFTER -> false;
        case POST_ADD -> "post_add";
      };
    }
  }
}
