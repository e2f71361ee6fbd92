package graft.template.builtin;

import graft.template.python.Iteration;
import graft.template.python.Truth;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Dict;
import graft.template.value.Generator;
import graft.template.value.None;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Filters that choose values or put something in their place, each when it is asked for. */
final class SelectFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("attr", SelectFilters::attribute),
          Map.entry("d", SelectFilters::orElse),
          Map.entry("default", SelectFilters::orElse),
          Map.entry("items", SelectFilters::items),
          Map.entry("map", SelectFilters::map),
          Map.entry(
              "reject",
              (value, arguments, environment) ->
                  chosen(value, holds(arguments, environment).negate(), environment)),
          Map.entry(
              "rejectattr",
              (value, arguments, environment) ->
                  chosen(value, attributeHolds(arguments, environment).negate(), environment)),
          Map.entry(
              "select",
              (value, arguments, environment) ->
                  chosen(value, holds(arguments, environment), environment)),
          Map.entry(
              "selectattr",
              (value, arguments, environment) ->
                  chosen(value, attributeHolds(arguments, environment), environment)),
          Map.entry("unique", SelectFilters::unique));

  private SelectFilters() {}

  private static Value orElse(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("default", "default_value", "boolean");
    boolean takesFalse = Truth.of(bound.get("boolean", Bool.FALSE));
    return value instanceof Undefined || (takesFalse && !Truth.of(value))
        ? bound.get("default_value", Str.EMPTY)
        : value;
  }

  private static Value attribute(Value value, Arguments arguments, Environment environment) {
    Value name = arguments.bind("attr", "name").get("name");
    String text = Operands.text(name, "attr");
    return Attributes.own(value, text, environment)
        .orElseGet(() ->
            Undefined.because(
                "'%s object' has no attribute '%s'".formatted(value.typeName(), text)));
  }

  private static Value items(Value value, Arguments arguments, Environment environment) {
    arguments.bind("items");
    return switch (value) {
      case Undefined _ -> new Generator(Collections.emptyIterator());
      case Dict dict ->
          new Generator(CollectionMethods.items(dict, environment).items().iterator());
      default -> throw PythonError.type("Can only get item pairs from a mapping.");
    };
  }

  private static Value map(Value value, Arguments arguments, Environment environment) {
    UnaryOperator<Value> change = change(arguments, environment);
    Iterator<Value> each = each(value);
    return new Generator(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return each.hasNext();
          }

          @Override
          public Value next() {
            environment.budget().spend(1);
            return change.apply(each.next());
          }
        });
  }

  private static UnaryOperator<Value> change(Arguments arguments, Environment environment) {
    if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
      Arguments.Bound bound = arguments.bind("map", "attribute", "default");
      return Getter.of(bound.get("attribute"), bound.get("default", None.NONE), environment)::get;
    }
    if (arguments.positional().isEmpty()) {
      throw PythonError.type("map requires a filter argument");
    }
    Filter filter = environment.filter(arguments.positional().getFirst());
    Arguments rest = arguments.without(1);
    return value -> filter.apply(value, rest, environment);
  }

  private static Predicate<Value> holds(Arguments arguments, Environment environment) {
    if (arguments.positional().isEmpty()) {
      return Truth::of;
    }
    Test test = environment.test(arguments.positional().getFirst());
    Arguments rest = arguments.without(1);
    return value -> test.holds(value, rest, environment);
  }

  private static Predicate<Value> attributeHolds(Arguments arguments, Environment environment) {
    if (arguments.positional().isEmpty()) {
      throw PythonError.type("Missing parameter for attribute name");
    }
    Getter getter = Getter.of(arguments.positional().getFirst(), None.NONE, environment);
    Predicate<Value> holds = holds(arguments.without(1), environment);
    return value -> holds.test(getter.get(value));
  }

  private static Iterator<Value> each(Value value) {
    return Truth.of(value) ? Iteration.of(value) : Collections.emptyIterator();
  }

  private static Value chosen(Value value, Predicate<Value> predicate, Environment environment) {
    return new Generator(new Chosen(each(value), predicate, environment));
  }

  private static Value unique(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("unique", "case_sensitive", "attribute");
    boolean isCaseSensitive = Truth.of(bound.get("case_sensitive", Bool.FALSE));
    Getter getter = Getter.of(bound.get("attribute", None.NONE), None.NONE, environment);
    Set<Value> seen = new HashSet<>();
    Predicate<Value> isNew =
        item -> {
          Value key = isCaseSensitive ? getter.get(item) : getter.getFolded(item);
          environment.budget().walk(key);
          return seen.add(Dict.key(key));
        };
    return new Generator(new Chosen(Iteration.of(value), isNew, environment));
  }

  /** Those of several values that a predicate holds of. */
  private static final class Chosen implements Iterator<Value> {
    private final Iterator<Value> each;
    private final Predicate<Value> predicate;
    private final Environment environment;
    private @Nullable Value next;

    Chosen(Iterator<Value> each, Predicate<Value> predicate, Environment environment) {
      this.each = each;
      this.predicate = predicate;
      this.environment = environment;
    }

    @Override
    public boolean hasNext() {
      while (next == null && each.hasNext()) {
        environment.budget().spend(1);
        Value candidate = each.next();
        next = predicate.test(candidate) ? candidate : null;
      }
      return next != null;
    }

    @Override
    public Value next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Value value = Objects.requireNonNull(next);
      next = null;
      return value;
    }
  }
}
