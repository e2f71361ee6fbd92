package graft.template.builtin;

import graft.template.value.Int;
import graft.template.value.None;
import graft.template.value.Str;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a filter looks at in each value: {@code attribute="function.name"}.
 *
 * @param paths names and indices from a value on, one path a key
 * @param otherwise what stands for what is missing; {@code None}: nothing does
 */
record Getter(List<List<Value>> paths, Value otherwise, Environment environment) {
  /** A getter of one value. */
  static Getter of(Value attribute, Value otherwise, Environment environment) {
    return new Getter(List.of(path(attribute)), otherwise, environment);
  }

  /** A getter of values at paths with commas between. */
  static Getter ofSeveral(Value attribute, Environment environment) {
    List<List<Value>> paths =
        attribute instanceof Str str
            ? List.of(str.text().split(",", -1)).stream().map(part -> path(Str.of(part))).toList()
            : List.of(path(attribute));
    return new Getter(paths, None.NONE, environment);
  }

  private static List<Value> path(Value attribute) {
    if (attribute == None.NONE) {
      return List.of();
    }
    return attribute instanceof Str str
        ? List.of(str.text().split("\\.", -1)).stream().map(Getter::step).toList()
        : List.of(attribute);
  }

  private static Value step(String part) {
    return part.matches("[0-9]{1,9}") ? Int.of(Long.parseLong(part)) : Str.of(part);
  }

  /** What it finds in a value. */
  Value get(Value value) {
    return get(value, paths.getFirst());
  }

  /** The same, of texts in lower case. */
  Value getFolded(Value value) {
    return folded(get(value));
  }

  /** What it finds at each path. */
  List<Value> getAll(Value value, boolean isCaseSensitive) {
    List<Value> all = new ArrayList<>();
    for (List<Value> path : paths) {
      Value found = get(value, path);
      all.add(isCaseSensitive ? found : folded(found));
    }
    return all;
  }

  static Value folded(Value value) {
    return value instanceof Str str ? Str.of(str.text().toLowerCase(Locale.ROOT)) : value;
  }

  private Value get(Value value, List<Value> path) {
    environment.budget().spend(1);
    Value found = value;
    for (Value step : path) {
      found = environment.item(found, step);
      if (otherwise != None.NONE && found instanceof Undefined) {
        found = otherwise;
      }
    }
    return found;
  }
}
