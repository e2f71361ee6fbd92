package graft.template.builtin;

import graft.template.python.Comparison;
import graft.template.python.Iteration;
import graft.template.python.Repr;
import graft.template.value.Arguments;
import graft.template.value.Dict;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.None;
import graft.template.value.PythonError;
import graft.template.value.Range;
import graft.template.value.Tuple;
import graft.template.value.Value;
import graft.template.value.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Methods of dicts and sequences that change nothing. */
final class CollectionMethods {
  static final Map<String, Method<Dict>> OF_DICTS =
      Map.of(
          "get", CollectionMethods::get,
          "items",
              (self, arguments, environment) -> {
                arguments.bind("items");
                return items(self, environment);
              },
          "keys",
              (self, arguments, environment) -> {
                arguments.bind("keys");
                environment.budget().spend(self.entries().size());
                return View.of(View.Kind.KEYS, List.copyOf(self.entries().keySet()));
              },
          "values",
              (self, arguments, environment) -> {
                arguments.bind("values");
                environment.budget().spend(self.entries().size());
                return View.of(View.Kind.VALUES, List.copyOf(self.entries().values()));
              },
          "copy", (self, _, _) -> self,
          "fromkeys", CollectionMethods::fromKeys);

  static final Map<String, Method<Listing>> OF_LISTS =
      Map.of(
          "count", (self, arguments, environment) -> count(self.items(), arguments, environment),
          "index", (self, arguments, environment) -> index(self.items(), arguments, environment),
          "copy", (self, _, _) -> self);

  static final Map<String, Method<Tuple>> OF_TUPLES =
      Map.of(
          "count", (self, arguments, environment) -> count(self.items(), arguments, environment),
          "index", (self, arguments, environment) -> index(self.items(), arguments, environment));

  static final Map<String, Method<Range>> OF_RANGES =
      Map.of(
          "count",
              (self, arguments, environment) ->
                  count(Iteration.all(self, environment.budget()), arguments, environment),
          "index",
              (self, arguments, environment) ->
                  index(Iteration.all(self, environment.budget()), arguments, environment));

  private CollectionMethods() {}

  static View items(Dict dict, Environment environment) {
    environment.budget().spend(dict.entries().size());
    return View.of(
        View.Kind.ITEMS,
        dict.entries().entrySet().stream()
            .map(entry -> Tuple.of(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static Value get(Dict self, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("get", "key", "default");
    environment.budget().walk(bound.get("key"));
    Value found = self.entries().get(Dict.key(bound.get("key")));
    return found == null ? bound.get("default", None.NONE) : found;
  }

  private static Value fromKeys(Dict self, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("fromkeys", "iterable", "value");
    Map<Value, Value> entries = new LinkedHashMap<>();
    Iteration.all(bound.get("iterable"), environment.budget())
        .forEach(key -> entries.put(Dict.key(key), bound.get("value", None.NONE)));
    return Dict.of(entries);
  }

  private static Value count(List<Value> items, Arguments arguments, Environment environment) {
    Value sought = arguments.bind("count", "value").get("value");
    return Int.of(
        items.stream()
            .filter(item -> Comparison.equal(item, sought, environment.budget()))
            .count());
  }

  private static Value index(List<Value> items, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("index", "value", "start", "stop");
    int from = bound(bound.get("start", Int.of(0)), items.size());
    int to = bound(bound.get("stop", Int.of(items.size())), items.size());
    for (int i = from; i < Math.min(to, items.size()); i++) {
      if (Comparison.equal(items.get(i), bound.get("value"), environment.budget())) {
        return Int.of(i);
      }
    }
    throw PythonError.value(Repr.of(bound.get("value"), environment.budget()) + " is not in list");
  }

  private static int bound(Value given, int length) {
    int index = Operands.whole(given);
    return index < 0 ? Math.max(0, index + length) : index;
  }
}
