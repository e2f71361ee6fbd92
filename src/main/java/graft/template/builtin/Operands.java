package graft.template.builtin;

import graft.template.value.Bool;
import graft.template.value.Int;
import graft.template.value.Numeric;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.math.BigInteger;

/** Arguments as what a function takes. */
final class Operands {
  private static final BigInteger MOST = BigInteger.valueOf(Integer.MAX_VALUE / 2);

  private Operands() {}

  /** A whole number; one beyond what any text or list can have is cut. */
  static int whole(Value value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!(value instanceof Int) && !(value instanceof Bool)) {
      throw PythonError.type(
          "'" + value.typeName() + "' object cannot be interpreted as an integer");
    }
    return ((Numeric) value).whole().min(MOST).max(MOST.negate()).intValue();
  }

  /** A text. */
  static String text(Value value, String function) {
    return switch (value) {
      case Str str -> str.text();
      default ->
          throw PythonError.type(
              "%s() argument must be str, not %s".formatted(function, value.typeName()));
    };
  }
}
