package graft.template.python;

import graft.template.value.Bool;
import graft.template.value.Budget;
import graft.template.value.Dict;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.Numeric;
import graft.template.value.PythonError;
import graft.template.value.Range;
import graft.template.value.Str;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.IntFunction;

/** {@code value[index]} and {@code value[start:stop:step]}. */
public final class Subscripts {
  private static final BigInteger FAR = BigInteger.ONE.shiftLeft(40);

  private Subscripts() {}

  /**
   * What a subscript gives; empty where Python has a type or lookup error.
   *
   * @throws PythonError of an undefined value
   */
  public static Optional<Value> get(Value value, Value index, Budget budget) {
    return switch (value) {
      case Undefined undefined -> throw undefined.error();
      case Dict dict -> {
        budget.walk(index);
        yield Dict.isKey(index) ? Optional.ofNullable(dict.entries().get(index)) : Optional.empty();
      }
      case Str str -> {
        budget.read(str.length() == str.text().length() ? 0 : str.text().length());
        yield at(index, str.length(), i -> str.like(str.at(i)));
      }
      case Listing list -> at(index, list.items().size(), list.items()::get);
      case Tuple tuple -> at(index, tuple.items().size(), tuple.items()::get);
      case Range range -> at(index, range.length(), range::at);
      default -> Optional.empty();
    };
  }

  private static Optional<Value> at(Value index, int length, IntFunction<Value> items) {
    if (!(index instanceof Int) && !(index instanceof Bool)) {
      return Optional.empty();
    }
    long given = near((Numeric) index);
    long place = given < 0 ? given + length : given;
    return place >= 0 && place < length ? Optional.of(items.apply((int) place)) : Optional.empty();
  }

  /** A whole number, cut where no text or list reaches. */
  static long near(Numeric number) {
    return number.whole().min(FAR).max(FAR.negate()).longValue();
  }

  /**
   * What a slice gives.
   *
   * @param start {@code None}: from the end where the step begins
   * @param stop {@code None}: to the other end
   * @param step {@code None}: 1
   */
  public static Value slice(Value value, Value start, Value stop, Value step, Budget budget) {
    SliceBounds bounds = new SliceBounds(start, stop, step);
    return switch (value) {
      case Undefined undefined -> throw undefined.error();
      case Str str -> cut(str, bounds.in(str.length()), budget);
      case Listing list -> Listing.of(bounds.in(list.items().size()).of(list.items(), budget));
      case Tuple tuple -> Tuple.of(bounds.in(tuple.items().size()).of(tuple.items(), budget));
      case Range range -> cut(range, bounds.in(range.length()));
      case Dict _ -> throw PythonError.type("unhashable type: 'slice'");
      default -> throw PythonError.type("'" + value.typeName() + "' object is not subscriptable");
    };
  }

  private static Value cut(Str str, SliceBounds.Indices indices, Budget budget) {
    budget.write(str.text().length());
    if (indices.step() == 1) {
      int from = (int) indices.start();
      return str.like(indices.count() == 0 ? "" : str.part(from, from + indices.count()));
    }
    int[] points = str.text().codePoints().toArray();
    StringBuilder text = new StringBuilder();
    indices.stream().map(i -> points[i]).forEach(text::appendCodePoint);
    return str.like(text.toString());
  }

  private static Value cut(Range range, SliceBounds.Indices indices) {
    long start = range.start() + indices.start() * range.step();
    long step = indices.step() * range.step();
    return new Range(start, start + indices.count() * step, step);
  }
}
