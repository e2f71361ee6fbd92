package graft.spec.generation;

import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.JsonValue;
import graft.spec.Schema;
import java.util.List;
import java.util.Map;

/**
 * How to generate: an object of a {@link GenerationSpec}, or {@code "model"} for the sampling that
 * the model's files name.
 */
public record GenerationChoice(GenerationSpec spec, boolean isOfModel) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "oneOf",
          List.of(
              Schema.of(GenerationSpec.class, GenerationSpec.DEFAULTS),
              Map.of("type", "string", "enum", List.of("model"))));

  /** Nothing was said. */
  public static final GenerationChoice USUAL = new GenerationChoice(GenerationSpec.DEFAULTS, false);

  private static final String MODEL = "model";

  public static GenerationChoice read(Object json) {
    if (MODEL.equals(json)) {
      return new GenerationChoice(GenerationSpec.DEFAULTS, true);
    }
    if (!(json instanceof Map<?, ?> object)) {
      throw new IllegalArgumentException("an object or \"model\"");
    }
    Faults faults = new Faults();
    @SuppressWarnings("unchecked")
    Map<String, ?> members = (Map<String, ?>) object;
    return Codec.read(GenerationSpec.class, members, "", faults)
        .map(spec -> new GenerationChoice(spec, false))
        .orElseThrow(() -> new GraftException(ErrorCode.INVALID_SPEC, faults.all()));
  }

  @Override
  public Object json() {
    return isOfModel ? MODEL : Codec.write(spec);
  }
}
