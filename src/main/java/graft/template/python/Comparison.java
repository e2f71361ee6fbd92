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
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/** {@code ==}, {@code <} and what follows from them. */
public final class Comparison {
  /** An order by {@code <}, for sorting. */
  public static Comparator<Value> order(Budget budget) {
    return (a, b) -> less(a, b, budget) ? -1 : less(b, a, budget) ? 1 : 0;
  }

  /** How two values stand to each other. */
  private enum Order {
    LESS,
    SAME,
    GREATER,
    /** One of them is not a number. */
    NEITHER
  }

  private Comparison() {}

  public static boolean equal(Value a, Value b, Budget budget) {
    budget.spend(Math.min(a.size().values(), b.size().values()));
    if (a instanceof Str text) {
      budget.read(text.text().length());
    }
    return a.equals(b);
  }

  public static boolean less(Value a, Value b, Budget budget) {
    return order(a, b, "<", budget) == Order.LESS;
  }

  public static boolean greater(Value a, Value b, Budget budget) {
    return order(a, b, ">", budget) == Order.GREATER;
  }

  public static boolean lessOrEqual(Value a, Value b, Budget budget) {
    Order order = order(a, b, "<=", budget);
    return order == Order.LESS || order == Order.SAME;
  }

  public static boolean greaterOrEqual(Value a, Value b, Budget budget) {
    Order order = order(a, b, ">=", budget);
    return order == Order.GREATER || order == Order.SAME;
  }

  private static Order order(Value a, Value b, String operator, Budget budget) {
    budget.spend(1);
    return switch (a) {
      case Undefined undefined -> throw undefined.error();
      case Value _ when b instanceof Undefined undefined -> throw undefined.error();
      case Numeric x when b instanceof Numeric y -> numbers(x, y);
      case Str x when b instanceof Str y -> {
        budget.read(Math.min(x.text().length(), y.text().length()));
        yield signed(texts(x.text(), y.text()));
      }
      case Listing x when b instanceof Listing y -> lists(x.items(), y.items(), operator, budget);
      case Tuple x when b instanceof Tuple y -> lists(x.items(), y.items(), operator, budget);
      default ->
          throw PythonError.type(
              "'%s' not supported between instances of '%s' and '%s'"
                  .formatted(operator, a.typeName(), b.typeName()));
    };
  }

  private static Order numbers(Numeric a, Numeric b) {
    if (a instanceof Real || b instanceof Real) {
      double x = a.real();
      double y = b.real();
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return Order.NEITHER;
      }
      return Double.isInfinite(x) || Double.isInfinite(y)
          ? signed(x == y ? 0 : Double.compare(x, y))
          : signed(exact(a).compareTo(exact(b)));
    }
    return signed(a.whole().compareTo(b.whole()));
  }

  private static BigDecimal exact(Numeric number) {
    return switch (number) {
      case Real real -> new BigDecimal(real.value());
      case Int _, Bool _ -> new BigDecimal(number.whole());
    };
  }

  /** By code points, as Python does, and not by UTF-16. */
  private static int texts(String a, String b) {
    int at = 0;
    int end = Math.min(a.length(), b.length());
    while (at < end && a.charAt(at) == b.charAt(at)) {
      at++;
    }
    if (at == end) {
      return Integer.compare(a.length(), b.length());
    }
    char x = a.charAt(at);
    char y = b.charAt(at);
    return Character.isSurrogate(x) != Character.isSurrogate(y)
        ? (Character.isSurrogate(x) ? 1 : -1)
        : Character.compare(x, y);
  }

  private static Order lists(List<Value> a, List<Value> b, String operator, Budget budget) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(a.get(i), b.get(i), budget)) {
        return order(a.get(i), b.get(i), operator, budget);
      }
    }
    return signed(Integer.compare(a.size(), b.size()));
  }

  private static Order signed(int sign) {
    return sign < 0 ? Order.LESS : sign > 0 ? Order.GREATER : Order.SAME;
  }
}
