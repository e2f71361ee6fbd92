package graft.template.value;

import java.util.List;

/** What {@code keys}, {@code values} and {@code items} of a dict give. */
public record View(Kind kind, List<Value> items, Size size) implements Value {
  /** Of what it is. */
  public enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String typeName;

    Kind(String typeName) {
      this.typeName = typeName;
    }
  }

  public View {
    items = List.copyOf(items);
  }

  /** A view of these. */
  public static View of(Kind kind, List<? extends Value> items) {
    return new View(kind, List.copyOf(items), Size.of(items));
  }

  @Override
  public String typeName() {
    return kind.typeName;
  }
}
