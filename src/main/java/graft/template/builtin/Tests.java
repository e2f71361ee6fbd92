package graft.template.builtin;

import graft.template.python.Arithmetic;
import graft.template.python.Comparison;
import graft.template.python.Iteration;
import graft.template.value.Bool;
import graft.template.value.Budget;
import graft.template.value.Dict;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.None;
import graft.template.value.Numeric;
import graft.template.value.Range;
import graft.template.value.Real;
import graft.template.value.Str;
import graft.template.value.Thing;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Every test by its name. */
public final class Tests {
  public static final Map<String, Test> ALL = all();

  /** Whole numbers of which Python has one object each. */
  private static final int SMALLEST_KEPT = -5;

  private static final int LARGEST_KEPT = 256;

  private Tests() {}

  private static Map<String, Test> all() {
    Map<String, Test> all = new HashMap<>();
    all.put("defined", says(value -> !(value instanceof Undefined)));
    all.put("undefined", says(Undefined.class::isInstance));
    all.put("none", says(value -> value == None.NONE));
    all.put("boolean", says(Bool.class::isInstance));
    all.put("true", says(value -> value instanceof Bool bool && bool.isTrue()));
    all.put("false", says(value -> value instanceof Bool bool && !bool.isTrue()));
    all.put("integer", says(Int.class::isInstance));
    all.put("float", says(Real.class::isInstance));
    all.put("number", says(Numeric.class::isInstance));
    all.put("string", says(Str.class::isInstance));
    all.put("mapping", says(Dict.class::isInstance));
    all.put("sequence", says(Tests::isSequence));
    all.put("iterable", says(value -> Iteration.over(value).isPresent()));
    all.put("callable", says(Tests::isCallable));
    all.put("escaped", says(value -> value instanceof Str str && str.isSafe()));
    all.put(
        "odd",
        (value, arguments, environment) -> rest(value, Int.of(2), environment).equals(Int.of(1)));
    all.put(
        "even",
        (value, arguments, environment) -> rest(value, Int.of(2), environment).equals(Int.of(0)));
    all.put(
        "divisibleby",
        (value, arguments, environment) ->
            rest(value, arguments.bind("divisibleby", "num").get("num"), environment)
                .equals(Int.of(0)));
    all.put(
        "lower", (value, arguments, environment) -> StringTests.isLower(environment.text(value)));
    all.put(
        "upper", (value, arguments, environment) -> StringTests.isUpper(environment.text(value)));
    all.put(
        "filter",
        (value, arguments, environment) ->
            value instanceof Str name && Filters.ALL.containsKey(name.text()));
    all.put(
        "test",
        (value, arguments, environment) ->
            value instanceof Str name && all.containsKey(name.text()));
    all.put(
        "sameas",
        (value, arguments, environment) ->
            isSame(value, arguments.bind("sameas", "other").get("other")));
    all.put(
        "in",
        (value, arguments, environment) ->
            Iteration.contains(
                arguments.bind("in", "seq").get("seq"), value, environment.budget()));
    put(all, Comparison::equal, "==", "eq", "equalto");
    put(all, (a, b, budget) -> !Comparison.equal(a, b, budget), "!=", "ne");
    put(all, Comparison::greater, ">", "gt", "greaterthan");
    put(all, Comparison::greaterOrEqual, ">=", "ge");
    put(all, Comparison::less, "<", "lt", "lessthan");
    put(all, Comparison::lessOrEqual, "<=", "le");
    return Map.copyOf(all);
  }

  /** A comparison of two values. */
  @FunctionalInterface
  private interface Relation {
    boolean holds(Value a, Value b, Budget budget);
  }

  private static void put(Map<String, Test> all, Relation relation, String... names) {
    for (String name : names) {
      all.put(
          name,
          (value, arguments, environment) ->
              relation.holds(
                  value, arguments.bind(name, "other").get("other"), environment.budget()));
    }
  }

  private static Test says(Predicate<Value> predicate) {
    return (value, arguments, _) -> {
      arguments.bind("test");
      return predicate.test(value);
    };
  }

  private static Value rest(Value value, Value divisor, Environment environment) {
    return Arithmetic.modulo(value, divisor, environment.budget());
  }

  private static boolean isSequence(Value value) {
    return switch (value) {
      case Str _, Listing _, Tuple _, Dict _, Range _, Undefined _ -> true;
      default -> false;
    };
  }

  private static boolean isCallable(Value value) {
    return value instanceof Undefined || (value instanceof Thing thing && thing.isCallable());
  }

  private static boolean isSame(Value a, Value b) {
    if (a instanceof Int x && b instanceof Int y) {
      int size = x.whole().bitLength() > 31 ? Integer.MAX_VALUE : x.whole().intValue();
      return x.equals(y) && (a == b || (size >= SMALLEST_KEPT && size <= LARGEST_KEPT));
    }
    return a instanceof Bool && b instanceof Bool ? a.equals(b) : a == b;
  }
}
