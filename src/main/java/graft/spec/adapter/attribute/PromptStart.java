package graft.spec.adapter.attribute;

import graft.spec.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How the vectors of PEFT's prompt tuning start: its {@code prompt_tuning_init}. */
public enum PromptStart implements JsonValue {
  /** Normal numbers. */
  RANDOM,
  /** The vectors of a text's tokens, cut or repeated. */
  TEXT,
  /** The vectors of words that are drawn at random. */
  SAMPLE_VOCAB;

  public static final Map<String, Object> SCHEMA =
      Map.of("type", "string", "enum", List.of("RANDOM", "TEXT", "SAMPLE_VOCAB"));

  public static PromptStart read(Object json) {
    return Arrays.stream(values())
        .filter(start -> start.name().equalsIgnoreCase(json.toString()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("one of \"RANDOM\", \"TEXT\", \"SAMPLE_VOCAB\""));
  }

  @Override
  public Object json() {
    return name();
  }
}
