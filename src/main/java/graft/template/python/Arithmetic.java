package graft.template.python;

import graft.template.value.Bool;
import graft.template.value.Budget;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.Numeric;
import graft.template.value.PythonError;
import graft.template.value.Real;
import graft.template.value.Str;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The operators {@code + - * / // % **} and the signs. */
public final class Arithmetic {
  private Arithmetic() {}

  public static Value add(Value a, Value b, Budget budget) {
    return switch (a) {
      case Numeric x when b instanceof Numeric y -> Numbers.add(x, y);
      case Str x when b instanceof Str y -> joined(x, y, budget);
      case Listing x when b instanceof Listing y ->
          Listing.of(chained(x.items(), y.items(), budget));
      case Tuple x when b instanceof Tuple y -> Tuple.of(chained(x.items(), y.items(), budget));
      case Str _, Listing _, Tuple _ when !(b instanceof Undefined) ->
          throw PythonError.type(
              "can only concatenate %1$s (not \"%2$s\") to %1$s"
                  .formatted(a.typeName(), b.typeName()));
      default -> throw unsupported("+", a, b);
    };
  }

  private static Str joined(Str a, Str b, Budget budget) {
    budget.write((long) a.text().length() + b.text().length());
    return a.isSafe() || b.isSafe()
        ? Str.safe(Html.escape(a, budget).text() + Html.escape(b, budget).text())
        : Str.of(a.text() + b.text());
  }

  private static List<Value> chained(List<Value> a, List<Value> b, Budget budget) {
    budget.spend((long) a.size() + b.size());
    List<Value> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  public static Value subtract(Value a, Value b) {
    return a instanceof Numeric x && b instanceof Numeric y
        ? Numbers.subtract(x, y)
        : refuse("-", a, b);
  }

  public static Value multiply(Value a, Value b, Budget budget) {
    if (a instanceof Numeric x && b instanceof Numeric y) {
      return Numbers.multiply(x, y);
    }
    if (isWhole(b) && isSequence(a)) {
      return repeated(a, ((Numeric) b).whole(), budget);
    }
    if (isWhole(a) && isSequence(b)) {
      return repeated(b, ((Numeric) a).whole(), budget);
    }
    if ((isSequence(a) && !(b instanceof Undefined))
        || (isSequence(b) && !(a instanceof Undefined))) {
      throw PythonError.type(
          "can't multiply sequence by non-int of type '%s'"
              .formatted((isSequence(a) ? b : a).typeName()));
    }
    throw unsupported("*", a, b);
  }

  private static boolean isWhole(Value value) {
    return value instanceof Int || value instanceof Bool;
  }

  private static boolean isSequence(Value value) {
    return value instanceof Str || value instanceof Listing || value instanceof Tuple;
  }

  private static Value repeated(Value sequence, BigInteger count, Budget budget) {
    long times = count.signum() < 0 ? 0 : count.bitLength() > 40 ? 1L << 40 : count.longValue();
    return switch (sequence) {
      case Str str -> {
        budget.write(str.text().length() * Math.min(times, 1L << 31));
        yield str.text().isEmpty() ? str : str.like(str.text().repeat((int) times));
      }
      case Listing list -> Listing.of(repeated(list.items(), times, budget));
      case Tuple tuple -> Tuple.of(repeated(tuple.items(), times, budget));
      default -> throw new IllegalArgumentException(sequence.typeName());
    };
  }

  private static List<Value> repeated(List<Value> items, long times, Budget budget) {
    budget.spend(items.size() * Math.min(times, 1L << 31));
    List<Value> all = new ArrayList<>();
    Collections.nCopies(items.isEmpty() ? 0 : (int) times, items).forEach(all::addAll);
    return all;
  }

  public static Value divide(Value a, Value b) {
    return a instanceof Numeric x && b instanceof Numeric y
        ? Numbers.divide(x, y)
        : refuse("/", a, b);
  }

  public static Value floorDivide(Value a, Value b) {
    return a instanceof Numeric x && b instanceof Numeric y
        ? Numbers.floorDivide(x, y)
        : refuse("//", a, b);
  }

  public static Value modulo(Value a, Value b, Budget budget) {
    if (a instanceof Str format) {
      return PercentFormat.format(format, b, budget);
    }
    return a instanceof Numeric x && b instanceof Numeric y
        ? Numbers.modulo(x, y)
        : refuse("%", a, b);
  }

  public static Value power(Value a, Value b) {
    return a instanceof Numeric x && b instanceof Numeric y
        ? Numbers.power(x, y)
        : refuse("** or pow()", a, b);
  }

  public static Value negate(Value a) {
    return switch (a) {
      case Real real -> new Real(-real.value());
      case Numeric number -> new Int(number.whole().negate());
      default -> throw bad("-", a);
    };
  }

  public static Value plus(Value a) {
    return switch (a) {
      case Real real -> real;
      case Numeric number -> new Int(number.whole());
      default -> throw bad("+", a);
    };
  }

  private static PythonError bad(String sign, Value a) {
    return a instanceof Undefined undefined
        ? undefined.error()
        : PythonError.type("bad operand type for unary " + sign + ": '" + a.typeName() + "'");
  }

  private static Value refuse(String operator, Value a, Value b) {
    throw unsupported(operator, a, b);
  }

  private static PythonError unsupported(String operator, Value a, Value b) {
    if (a instanceof Undefined undefined) {
      return undefined.error();
    }
    if (b instanceof Undefined undefined) {
      return undefined.error();
    }
    return PythonError.type(
        "unsupported operand type(s) for %s: '%s' and '%s'"
            .formatted(operator, a.typeName(), b.typeName()));
  }
}
