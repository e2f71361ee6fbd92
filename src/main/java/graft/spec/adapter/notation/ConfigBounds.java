package graft.spec.adapter.notation;

import graft.spec.Faults;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large a configuration may be before it is read: a union may hold many parts, but not any
 * number.
 */
final class ConfigBounds {
  private static final int MOST_PARTS = 32;
  private static final int MOST_DEPTH = 8;
  private static final int MOST_CHARACTERS = 10_000;

  private final Faults faults;
  private int parts;

  private ConfigBounds(Faults faults) {
    this.faults = faults;
  }

  /** Adds one fault for what is beyond them. */
  static void check(Object json, Faults faults) {
    new ConfigBounds(faults).check(json, "", 0);
  }

  private void check(@Nullable Object json, String pointer, int depth) {
    switch (json) {
      case String text -> {
        if (text.length() > MOST_CHARACTERS) {
          refuse(
              pointer,
              "a configuration may be written in %d characters at most, not %d"
                  .formatted(MOST_CHARACTERS, text.length()));
        } else {
          count(pointer, NotationParts.of(text).size());
        }
      }
      case Map<?, ?> map when map.get("configs") instanceof List<?> configs ->
          each(configs, pointer + "/configs", depth);
      case null, default -> count(pointer, 1);
    }
  }

  private void each(List<?> configs, String pointer, int depth) {
    if (depth >= MOST_DEPTH) {
      refuse(pointer, "unions may be nested %d deep, not deeper".formatted(MOST_DEPTH));
    }
    if (configs.size() > MOST_PARTS) {
      count(pointer, configs.size());
    }
    for (int i = 0; i < configs.size() && faults.isEmpty(); i++) {
      check(configs.get(i), pointer + "/" + i, depth + 1);
    }
  }

  private void count(String pointer, int more) {
    parts += more;
    if (parts > MOST_PARTS) {
      refuse(
          pointer,
          "a configuration may have at most %d parts, and this one has more".formatted(MOST_PARTS));
    }
  }

  private void refuse(String pointer, String message) {
    if (faults.isEmpty()) {
      faults.add(pointer, "out_of_range", message);
    }
  }
}
