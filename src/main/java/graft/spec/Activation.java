package graft.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The activation functions of the reference library, by its names. Their formulas are in {@code
 * tensor}; {@code prelu} and {@code xielu} learn, and are only for what is trained.
 */
public enum Activation implements JsonValue {
  GELU,
  GELU_10,
  GELU_FAST,
  GELU_NEW,
  GELU_PYTHON,
  GELU_PYTORCH_TANH,
  GELU_PYTHON_TANH,
  GELU_ACCURATE,
  LAPLACE,
  LEAKYRELU,
  LEAKY_RELU,
  LINEAR,
  MISH,
  PRELU,
  QUICK_GELU,
  RELU,
  RELU2,
  RELU6,
  SIGMOID,
  SILU,
  SWISH,
  TANH,
  XIELU;

  public static final Map<String, Object> SCHEMA = Map.of("type", "string", "enum", names());

  /** Reads a name in any letter case, as the reference does. */
  public static Activation read(Object json) {
    String name = json.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(activation -> activation.json().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "one of "
                    + names()
                    + Suggestion.nearest(name, names())
                        .map(n -> " (did you mean " + n + "?)")
                        .orElse("")));
  }

  /** Whether it has tensors of its own, which are trained. */
  public boolean learns() {
    return this == PRELU || this == XIELU;
  }

  @Override
  public Object json() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static List<String> names() {
    return Arrays.stream(values())
        .map(activation -> activation.name().toLowerCase(Locale.ROOT))
        .toList();
  }
}
