package graft.spec.adapter.attribute;

import graft.spec.Codec;
import graft.spec.JsonValue;
import java.util.Map;

/** LoRA's alpha: a number that is written as an integer where it is one, as the reference does. */
public record Alpha(double value) implements JsonValue {
  public static final Map<String, Object> SCHEMA = Map.of("type", "number");

  private static final String EXPECTED = "a number that a float32 can hold";

  public Alpha {
    if (!Float.isFinite((float) value)) {
      throw new IllegalArgumentException(EXPECTED);
    }
  }

  public static Alpha read(Object json) {
    if (json instanceof Number number) {
      return new Alpha(number.doubleValue());
    }
    throw new IllegalArgumentException(EXPECTED);
  }

  @Override
  public Object json() {
    return Codec.number(value);
  }
}
