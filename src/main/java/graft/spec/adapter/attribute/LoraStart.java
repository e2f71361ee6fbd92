package graft.spec.adapter.attribute;

import graft.spec.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the tensors of PEFT's LoRA start: its {@code init_lora_weights}. */
public enum LoraStart implements JsonValue {
  /** A uniform, B zero: the adapter starts as the identity. */
  DEFAULT(true),
  /** Both uniform: the adapter changes the output from the start. */
  RANDOM(false),
  /** A normal, B zero. */
  GAUSSIAN("gaussian"),
  /** Both random, with a product of zero. */
  ORTHOGONAL("orthogonal"),
  /** The largest singular values of the weight, which lose their part of it (Meng et al. 2024). */
  PISSA("pissa"),
  /** The beginning of the weight's QR factors, likewise (Büyükakyüz 2024). */
  OLORA("olora");

  public static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          List.of("boolean", "string"),
          "description",
          "true, false, \"gaussian\", \"orthogonal\", \"pissa\" or \"olora\"");

  private static final String EXPECTED =
      Arrays.stream(values())
          .map(
              start -> start.json instanceof String text ? '"' + text + '"' : start.json.toString())
          .collect(Collectors.joining(", ", "one of ", ""));

  private static final Pattern QUICK_PISSA = Pattern.compile("pissa_niter_\\d{1,4}");

  private final Object json;

  LoraStart(Object json) {
    this.json = json;
  }

  /** One by its name. PEFT's {@code pissa_niter_4} is a quicker way to about the same as pissa. */
  public static LoraStart read(Object json) {
    if (json instanceof String text && QUICK_PISSA.matcher(text).matches()) {
      return PISSA;
    }
    return Arrays.stream(values())
        .filter(start -> start.json.equals(json))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(EXPECTED));
  }

  /** Whether the weight loses what the adapter starts with. */
  public boolean splitsWeight() {
    return this == PISSA || this == OLORA;
  }

  @Override
  public Object json() {
    return json;
  }
}
