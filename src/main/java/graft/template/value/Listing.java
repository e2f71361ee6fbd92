package graft.template.value;

import java.util.List;

/** A {@code list}. */
public record Listing(List<Value> items, Size size) implements Value {
  public Listing {
    items = List.copyOf(items);
  }

  /** A list of these. */
  public static Listing of(List<? extends Value> items) {
    return new Listing(List.copyOf(items), Size.of(items));
  }

  @Override
  public String typeName() {
    return "list";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Listing list && list.items.equals(items);
  }

  @Override
  public int hashCode() {
    return items.hashCode();
  }
}
