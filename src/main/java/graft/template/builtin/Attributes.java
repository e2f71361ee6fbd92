package graft.template.builtin;

import graft.template.python.Repr;
import graft.template.python.Subscripts;
import graft.template.value.Bool;
import graft.template.value.Dict;
import graft.template.value.Function;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.Namespace;
import graft.template.value.None;
import graft.template.value.Numeric;
import graft.template.value.Range;
import graft.template.value.Real;
import graft.template.value.Str;
import graft.template.value.Thing;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code value.name} and {@code value[index]}, as Jinja's immutable sandbox looks them up. */
final class Attributes {
  private static final Set<String> CHANGE_LISTS =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
  private static final Set<String> CHANGE_DICTS =
      Set.of("clear", "pop", "popitem", "setdefault", "update");

  /** What every object of Python has. */
  private static final Set<String> INTERNAL =
      Set.of(
          "__class__",
          "__delattr__",
          "__dir__",
          "__doc__",
          "__eq__",
          "__format__",
          "__ge__",
          "__getattribute__",
          "__getstate__",
          "__gt__",
          "__hash__",
          "__init__",
          "__init_subclass__",
          "__le__",
          "__lt__",
          "__ne__",
          "__new__",
          "__reduce__",
          "__reduce_ex__",
          "__repr__",
          "__setattr__",
          "__sizeof__",
          "__str__",
          "__subclasshook__");

  private Attributes() {}

  /** What a name after a dot gives: an attribute first, an item else. */
  static Value attribute(Value value, String name, Environment environment) {
    return own(value, name, environment)
        .or(() -> Subscripts.get(value, Str.of(name), environment.budget()))
        .orElseGet(() -> missing(value, Str.of(name), environment));
  }

  /** What brackets give: an item first, an attribute else. */
  static Value item(Value value, Value index, Environment environment) {
    return Subscripts.get(value, index, environment.budget())
        .or(() ->
            index instanceof Str name ? own(value, name.text(), environment) : Optional.empty())
        .orElseGet(() -> missing(value, index, environment));
  }

  /** An attribute alone. */
  static Optional<Value> own(Value value, String name, Environment environment) {
    if (INTERNAL.contains(name)) {
      return Optional.of(unsafe(value, name));
    }
    return switch (value) {
      case Undefined undefined -> throw undefined.error();
      case Str str ->
          method(StringMethods.ALL, str, name, environment)
              .or(() -> method(StringSplits.ALL, str, name, environment))
              .or(() -> method(StringTests.ALL, str, name, environment));
      case Dict _ when CHANGE_DICTS.contains(name) -> Optional.of(unsafe(value, name));
      case Dict dict -> method(CollectionMethods.OF_DICTS, dict, name, environment);
      case Listing _ when CHANGE_LISTS.contains(name) -> Optional.of(unsafe(value, name));
      case Listing list -> method(CollectionMethods.OF_LISTS, list, name, environment);
      case Tuple tuple -> named(tuple, name, environment);
      case Namespace namespace -> namespace.get(name);
      case Range range -> range(range, name, environment);
      case Numeric number -> number(number, name);
      case Thing thing -> thing.attribute(name);
      default -> Optional.empty();
    };
  }

  private static <T> Optional<Value> method(
      Map<String, Method<T>> methods, T self, String name, Environment environment) {
    return Optional.ofNullable(methods.get(name))
        .map(method -> new Function(name, arguments -> method.call(self, arguments, environment)));
  }

  private static Optional<Value> named(Tuple tuple, String name, Environment environment) {
    int index = tuple.names().indexOf(name);
    return index >= 0
        ? Optional.of(tuple.items().get(index))
        : method(CollectionMethods.OF_TUPLES, tuple, name, environment);
  }

  private static Optional<Value> range(Range range, String name, Environment environment) {
    return switch (name) {
      case "start" -> Optional.of(Int.of(range.start()));
      case "stop" -> Optional.of(Int.of(range.stop()));
      case "step" -> Optional.of(Int.of(range.step()));
      default -> method(CollectionMethods.OF_RANGES, range, name, environment);
    };
  }

  private static Optional<Value> number(Numeric number, String name) {
    boolean isWhole = !(number instanceof Real);
    return switch (name) {
      case "real" -> Optional.of(isWhole ? new Int(number.whole()) : number);
      case "imag" -> Optional.of(isWhole ? Int.of(0) : new Real(0));
      case "numerator" -> isWhole ? Optional.of(new Int(number.whole())) : Optional.empty();
      case "denominator" -> isWhole ? Optional.of(Int.of(1)) : Optional.empty();
      case "bit_length" ->
          isWhole
              ? Optional.of(new Function(name, _ -> Int.of(number.whole().abs().bitLength())))
              : Optional.empty();
      case "is_integer" ->
          isWhole
              ? Optional.empty()
              : Optional.of(
                  new Function(
                      name,
                      _ ->
                          Bool.of(
                              number.real() == Math.rint(number.real())
                                  && Double.isFinite(number.real()))));
      default -> Optional.empty();
    };
  }

  private static Undefined unsafe(Value value, String name) {
    return Undefined.unsafe(
        "access to attribute %s of '%s' object is unsafe."
            .formatted(Repr.quoted(name), value.typeName()));
  }

  private static Undefined missing(Value value, Value name, Environment environment) {
    String type = value == None.NONE ? "None" : moduled(value.typeName()) + " object";
    return Undefined.because(
        name instanceof Str text
            ? "'%s' has no attribute %s".formatted(type, Repr.quoted(text.text()))
            : "%s has no element %s".formatted(type, Repr.of(name, environment.budget())));
  }

  private static String moduled(String type) {
    if (List.of("Macro", "LoopContext").contains(type)) {
      return "jinja2.runtime." + type;
    }
    return List.of("Namespace", "Cycler", "Joiner").contains(type) ? "jinja2.utils." + type : type;
  }
}
