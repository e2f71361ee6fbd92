package graft.template.builtin;

import graft.template.python.Comparison;
import graft.template.python.Iteration;
import graft.template.python.Truth;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Dict;
import graft.template.value.Listing;
import graft.template.value.None;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Filters that sort and group. */
final class OrderFilters {
  static final Map<String, Filter> ALL =
      Map.of(
          "dictsort", OrderFilters::dictSort,
          "groupby", OrderFilters::groupBy,
          "sort", OrderFilters::sort);

  /** A value with what it is sorted by. */
  private record Keyed(Value key, Value value) {}

  private OrderFilters() {}

  private static List<Keyed> sorted(
      List<Value> values, Function<Value, Value> key, boolean isReversed, Environment environment) {
    environment.budget().spend(values.size());
    List<Keyed> keyed = new ArrayList<>();
    values.forEach(value -> keyed.add(new Keyed(key.apply(value), value)));
    Comparator<Keyed> order =
        Comparator.comparing(Keyed::key, Comparison.order(environment.budget()));
    try {
      keyed.sort(isReversed ? order.reversed() : order);
    } catch (IllegalArgumentException noOrder) {
      throw PythonError.value("the values have no order: one of them is not a number");
    }
    return keyed;
  }

  private static Value sort(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("sort", "reverse", "case_sensitive", "attribute");
    boolean isCaseSensitive = Truth.of(bound.get("case_sensitive", Bool.FALSE));
    Getter getter = Getter.ofSeveral(bound.get("attribute", None.NONE), environment);
    List<Keyed> sorted =
        sorted(
            Iteration.all(value, environment.budget()),
            item -> Listing.of(getter.getAll(item, isCaseSensitive)),
            Truth.of(bound.get("reverse", Bool.FALSE)),
            environment);
    return Listing.of(sorted.stream().map(Keyed::value).toList());
  }

  private static Value dictSort(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("dictsort", "case_sensitive", "by", "reverse");
    boolean isCaseSensitive = Truth.of(bound.get("case_sensitive", Bool.FALSE));
    String by = Operands.text(bound.get("by", Str.of("key")), "dictsort");
    if (!by.equals("key") && !by.equals("value")) {
      throw PythonError.value("You can only sort by either \"key\" or \"value\"");
    }
    int place = by.equals("key") ? 0 : 1;
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!(value instanceof Dict dict)) {
      throw PythonError.type("dictsort takes a mapping, not " + value.typeName());
    }
    List<Keyed> sorted =
        sorted(
            CollectionMethods.items(dict, environment).items(),
            item -> {
              Value key = ((Tuple) item).items().get(place);
              return isCaseSensitive ? key : Getter.folded(key);
            },
            Truth.of(bound.get("reverse", Bool.FALSE)),
            environment);
    return Listing.of(sorted.stream().map(Keyed::value).toList());
  }

  private static Value groupBy(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("groupby", "attribute", "default", "case_sensitive");
    boolean isCaseSensitive = Truth.of(bound.get("case_sensitive", Bool.FALSE));
    Getter getter = Getter.of(bound.get("attribute"), bound.get("default", None.NONE), environment);
    List<Keyed> sorted =
        sorted(
            Iteration.all(value, environment.budget()),
            item -> isCaseSensitive ? getter.get(item) : getter.getFolded(item),
            false,
            environment);
    List<Value> groups = new ArrayList<>();
    List<Value> group = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      group.add(sorted.get(i).value());
      boolean isLast =
          i + 1 == sorted.size()
              || !Comparison.equal(
                  sorted.get(i).key(), sorted.get(i + 1).key(), environment.budget());
      if (isLast) {
        Value name = getter.get(group.getFirst());
        groups.add(Tuple.named(List.of("grouper", "list"), List.of(name, Listing.of(group))));
        group = new ArrayList<>();
      }
    }
    return Listing.of(groups);
  }
}
