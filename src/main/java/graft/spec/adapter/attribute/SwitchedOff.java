package graft.spec.adapter.attribute;

import graft.spec.Faults;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of the reference library's LoRA that say nothing here: element types of its tensors.
 * Its files always have them; switched off they say nothing, in files and in requests alike.
 */
public final class SwitchedOff {
  /** Each with the value that switches it off. */
  public static final Map<String, @Nullable Object> ATTRIBUTES = attributes();

  private SwitchedOff() {}

  private static Map<String, @Nullable Object> attributes() {
    Map<String, @Nullable Object> off = new LinkedHashMap<>();
    off.put("dtype", null);
    return Collections.unmodifiableMap(off);
  }

  /** The attributes without these; one that is on is a fault. */
  public static Map<String, @Nullable Object> without(Map<String, ?> given, Faults faults) {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(given);
    ATTRIBUTES.forEach((name, off) -> {
      Object value = rest.remove(name);
      if (value != null && !Objects.equals(value, off)) {
        faults.add(
            "/" + name,
            "not_supported",
            "%s is %s, which is not supported: it must be %s or absent"
                .formatted(name, shown(value), off));
      }
    });
    return rest;
  }

  /** Likewise of ReFT, which always changes what layers hand on. */
  public static Map<String, @Nullable Object> withoutOutput(Map<String, ?> given, Faults faults) {
    Map<String, @Nullable Object> rest = without(given, faults);
    if (Boolean.FALSE.equals(rest.remove("output_reft"))) {
      faults.add("/output_reft", "not_supported", "output_reft is false, and must be true");
    }
    return rest;
  }

  private static String shown(Object value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
