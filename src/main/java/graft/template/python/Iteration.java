package graft.template.python;

import graft.template.value.Budget;
import graft.template.value.Dict;
import graft.template.value.Generator;
import graft.template.value.Listing;
import graft.template.value.Numeric;
import graft.template.value.PythonError;
import graft.template.value.Range;
import graft.template.value.Str;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import graft.template.value.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code iter}, {@code len}, {@code list} and {@code in}. */
public final class Iteration {
  private Iteration() {}

  /** The values in a value, if there can be any. */
  public static Optional<Iterator<Value>> over(Value value) {
    return switch (value) {
      case Str str ->
          Optional.of(
              str.text()
                  .codePoints()
                  .mapToObj(c -> (Value) Str.of(Character.toString(c)))
                  .iterator());
      case Listing list -> Optional.of(list.items().iterator());
      case Tuple tuple -> Optional.of(tuple.items().iterator());
      case Dict dict -> Optional.of(dict.entries().keySet().iterator());
      case View view -> Optional.of(view.items().iterator());
      case Range range -> Optional.of(range.iterator());
      case Generator generator -> Optional.of(generator.values());
      case Undefined _ -> Optional.of(Collections.emptyIterator());
      default -> Optional.empty();
    };
  }

  /** The values in a value. */
  public static Iterator<Value> of(Value value) {
    return over(value)
        .orElseThrow(() -> PythonError.type("'" + value.typeName() + "' object is not iterable"));
  }

  /** {@code list(value)}, as long as there is budget for it. */
  public static List<Value> all(Value value, Budget budget) {
    List<Value> all = new ArrayList<>();
    Iterator<Value> each = of(value);
    while (each.hasNext()) {
      budget.spend(1);
      all.add(each.next());
    }
    return all;
  }

  /** How many values there are in a value that knows it. */
  public static OptionalInt length(Value value) {
    return switch (value) {
      case Str str -> OptionalInt.of(str.length());
      case Listing list -> OptionalInt.of(list.items().size());
      case Tuple tuple -> OptionalInt.of(tuple.items().size());
      case Dict dict -> OptionalInt.of(dict.entries().size());
      case View view -> OptionalInt.of(view.items().size());
      case Range range -> OptionalInt.of(range.length());
      case Undefined _ -> OptionalInt.of(0);
      default -> OptionalInt.empty();
    };
  }

  /** {@code len(value)}. */
  public static int requireLength(Value value) {
    return length(value)
        .orElseThrow(
            () -> PythonError.type("object of type '" + value.typeName() + "' has no len()"));
  }

  /** {@code item in container}. */
  public static boolean contains(Value container, Value item, Budget budget) {
    return switch (container) {
      case Str text -> {
        if (!(item instanceof Str part)) {
          throw PythonError.type(
              "'in <string>' requires string as left operand, not " + item.typeName());
        }
        budget.read(Search.cost(text.text(), part.text()));
        yield Search.first(text.text(), part.text(), 0) >= 0;
      }
      case Dict dict -> {
        budget.walk(item);
        yield dict.entries().containsKey(Dict.key(item));
      }
      case Range range when item instanceof Numeric -> {
        budget.spend(range.length());
        yield any(range.iterator(), item, budget);
      }
      default -> {
        Iterator<Value> each =
            over(container)
                .orElseThrow(() ->
                    PythonError.type(
                        "argument of type '" + container.typeName() + "' is not iterable"));
        yield any(each, item, budget);
      }
    };
  }

  private static boolean any(Iterator<Value> each, Value item, Budget budget) {
    while (each.hasNext()) {
      if (Comparison.equal(each.next(), item, budget)) {
        return true;
      }
    }
    return false;
  }
}
