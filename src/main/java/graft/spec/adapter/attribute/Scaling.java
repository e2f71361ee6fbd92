package graft.spec.adapter.attribute;

import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * The factor on a bottleneck's output: fixed, or learned as one number or as one for each channel
 * (both start at 1).
 */
public sealed interface Scaling extends JsonValue {
  Map<String, Object> SCHEMA =
      Map.of(
          "type",
          List.of("number", "string"),
          "description",
          "A number, \"learned\" or \"channel\"");

  /** A number; written with a decimal point, as the reference demands (D17). */
  record Fixed(double factor) implements Scaling {
    public Fixed {
      if (!Float.isFinite((float) factor)) {
        throw new IllegalArgumentException(EXPECTED);
      }
    }

    @Override
    public Object json() {
      return factor;
    }
  }

  /** One trainable number. */
  record Learned() implements Scaling {
    @Override
    public Object json() {
      return "learned";
    }
  }

  /** One trainable number a channel. */
  record Channel() implements Scaling {
    @Override
    public Object json() {
      return "channel";
    }
  }

  String EXPECTED = "a number that a float32 can hold, \"learned\" or \"channel\"";

  static Scaling read(Object json) {
    return switch (json) {
      case Number factor -> new Fixed(factor.doubleValue());
      case String word when word.equals("learned") -> new Learned();
      case String word when word.equals("channel") -> new Channel();
      default -> throw new IllegalArgumentException(EXPECTED);
    };
  }
}
