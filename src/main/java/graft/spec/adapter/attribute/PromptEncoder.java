package graft.spec.adapter.attribute;

import graft.spec.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What makes the vectors of PEFT's p-tuning: its {@code encoder_reparameterization_type}. */
public enum PromptEncoder implements JsonValue {
  /** Three linear layers. */
  MLP,
  /** A bidirectional LSTM along the virtual tokens, and two linear layers. */
  LSTM;

  public static final Map<String, Object> SCHEMA =
      Map.of("type", "string", "enum", List.of("MLP", "LSTM"));

  public static PromptEncoder read(Object json) {
    return Arrays.stream(values())
        .filter(encoder -> encoder.name().equalsIgnoreCase(json.toString()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("one of \"MLP\", \"LSTM\""));
  }

  @Override
  public Object json() {
    return name();
  }
}
