package graft.template.value;

import java.util.List;

/**
 * A {@code tuple}.
 *
 * @param names what its first items are called too; empty if nothing has a name
 */
public record Tuple(List<Value> items, List<String> names, Size size) implements Value {
  public Tuple {
    items = List.copyOf(items);
    names = List.copyOf(names);
  }

  /** A tuple of these. */
  public static Tuple of(List<? extends Value> items) {
    return new Tuple(List.copyOf(items), List.of(), Size.of(items));
  }

  /** A pair. */
  public static Tuple of(Value first, Value second) {
    return of(List.of(first, second));
  }

  /** A tuple whose items have names. */
  public static Tuple named(List<String> names, List<? extends Value> items) {
    return new Tuple(List.copyOf(items), names, Size.of(items));
  }

  @Override
  public String typeName() {
    return "tuple";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tuple tuple && tuple.items.equals(items);
  }

  @Override
  public int hashCode() {
    return 31 + items.hashCode();
  }
}
