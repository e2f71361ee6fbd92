package graft.api.text;

import graft.spec.Faults;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that every text and key of a JSON value can be kept, and that no object is endless. */
public final class PlainJson {
  public static final int MOST_KEYS = 1_000;

  private PlainJson() {}

  public static void check(@Nullable Object json, String pointer, Faults faults) {
    switch (json) {
      case String text -> PlainText.check(text, pointer, nameOf(pointer), faults);
      case List<?> items -> {
        for (int i = 0; i < items.size(); i++) {
          check(items.get(i), pointer + "/" + i, faults);
        }
      }
      case Map<?, ?> object when object.size() > MOST_KEYS ->
          faults.add(
              pointer,
              "too_many_attributes",
              "%s has %,d attributes; an object may have %,d"
                  .formatted(nameOf(pointer), object.size(), MOST_KEYS));
      case Map<?, ?> object -> object.forEach((key, value) -> check(key, value, pointer, faults));
      case null, default -> {}
    }
  }

  private static void check(Object key, @Nullable Object value, String parent, Faults faults) {
    String name = key.toString();
    String pointer = parent + "/" + name.replace("~", "~0").replace("/", "~1");
    PlainText.check(name, pointer, "a name in " + nameOf(parent), faults);
    check(value, pointer, faults);
  }

  private static String nameOf(String pointer) {
    return pointer.isEmpty() ? "the body" : pointer.substring(1).replace('/', '.');
  }
}
