package graft.template.builtin;

import graft.template.python.Arithmetic;
import graft.template.python.Comparison;
import graft.template.python.Iteration;
import graft.template.python.Truth;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Generator;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.None;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Thing;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Filters of several values. */
final class SequenceFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("batch", SequenceFilters::batch),
          Map.entry("count", SequenceFilters::length),
          Map.entry("first", SequenceFilters::first),
          Map.entry("join", SequenceFilters::join),
          Map.entry("last", SequenceFilters::last),
          Map.entry("length", SequenceFilters::length),
          Map.entry(
              "list",
              (value, arguments, environment) -> {
                arguments.bind("list");
                return Listing.of(Iteration.all(value, environment.budget()));
              }),
          Map.entry(
              "max",
              (value, arguments, environment) ->
                  extreme(value, arguments, environment, Extreme.LARGEST)),
          Map.entry(
              "min",
              (value, arguments, environment) ->
                  extreme(value, arguments, environment, Extreme.SMALLEST)),
          Map.entry("reverse", SequenceFilters::reverse),
          Map.entry("slice", SequenceFilters::slice),
          Map.entry("sum", SequenceFilters::sum));

  /** Which one of several. */
  private enum Extreme {
    SMALLEST,
    LARGEST
  }

  private SequenceFilters() {}

  private static Value length(Value value, Arguments arguments, Environment environment) {
    arguments.bind("length");
    if (value instanceof Thing thing) {
      return thing
          .attribute("length")
          .orElseThrow(
              () -> PythonError.type("object of type '" + value.typeName() + "' has no len()"));
    }
    return Int.of(Iteration.requireLength(value));
  }

  private static Value first(Value value, Arguments arguments, Environment environment) {
    arguments.bind("first");
    Iterator<Value> each = Iteration.of(value);
    return each.hasNext() ? each.next() : Undefined.because("No first item, sequence was empty.");
  }

  private static Value last(Value value, Arguments arguments, Environment environment) {
    arguments.bind("last");
    if (value instanceof Generator || Iteration.over(value).isEmpty()) {
      throw PythonError.type("'" + value.typeName() + "' object is not reversible");
    }
    List<Value> all = Iteration.all(value, environment.budget());
    return all.isEmpty() ? Undefined.because("No last item, sequence was empty.") : all.getLast();
  }

  private static Value join(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("join", "d", "attribute");
    String separator = environment.text(bound.get("d", Str.EMPTY));
    Getter getter = Getter.of(bound.get("attribute", None.NONE), None.NONE, environment);
    StringBuilder text = new StringBuilder();
    Iterator<Value> each = Iteration.of(value);
    while (each.hasNext()) {
      text.append(environment.text(getter.get(each.next())));
      text.append(each.hasNext() ? separator : "");
      environment.budget().fit(text.length());
      environment.budget().read(separator.length());
    }
    return environment.made(text.toString());
  }

  private static Value reverse(Value value, Arguments arguments, Environment environment) {
    arguments.bind("reverse");
    if (value instanceof Str str) {
      environment.budget().write(str.text().length());
      return str.like(new StringBuilder(str.text()).reverse().toString());
    }
    if (Iteration.over(value).isEmpty()) {
      throw PythonError.type("argument must be iterable");
    }
    List<Value> all = Iteration.all(value, environment.budget());
    Collections.reverse(all);
    return value instanceof Generator
        ? Listing.of(all)
        : new Generator(value.typeName() + "_reverseiterator", all.iterator());
  }

  private static Value sum(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("sum", "attribute", "start");
    Getter getter = Getter.of(bound.get("attribute", None.NONE), None.NONE, environment);
    Value sum = bound.get("start", Int.of(0));
    if (sum instanceof Str) {
      throw PythonError.type("sum() can't sum strings [use ''.join(seq) instead]");
    }
    Iterator<Value> each = Iteration.of(value);
    while (each.hasNext()) {
      sum = Arithmetic.add(sum, getter.get(each.next()), environment.budget());
    }
    return sum;
  }

  private static Value extreme(
      Value value, Arguments arguments, Environment environment, Extreme extreme) {
    Arguments.Bound bound = arguments.bind("min", "case_sensitive", "attribute");
    boolean isCaseSensitive = Truth.of(bound.get("case_sensitive", Bool.FALSE));
    Getter getter = Getter.of(bound.get("attribute", None.NONE), None.NONE, environment);
    Iterator<Value> each = Iteration.of(value);
    if (!each.hasNext()) {
      return Undefined.because("No aggregated item, sequence was empty.");
    }
    Value best = each.next();
    Value bestKey = isCaseSensitive ? getter.get(best) : getter.getFolded(best);
    while (each.hasNext()) {
      Value next = each.next();
      Value key = isCaseSensitive ? getter.get(next) : getter.getFolded(next);
      boolean isBetter =
          extreme == Extreme.LARGEST
              ? Comparison.greater(key, bestKey, environment.budget())
              : Comparison.less(key, bestKey, environment.budget());
      if (isBetter) {
        best = next;
        bestKey = key;
      }
    }
    return best;
  }

  private static Value batch(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("batch", "linecount", "fill_with");
    int count = Operands.whole(bound.get("linecount"));
    Value fill = bound.get("fill_with", None.NONE);
    List<Value> batches = new ArrayList<>();
    List<Value> batch = new ArrayList<>();
    for (Value item : Iteration.all(value, environment.budget())) {
      if (batch.size() == count) {
        batches.add(Listing.of(batch));
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    if (!batch.isEmpty()) {
      int missing = count - batch.size();
      if (fill != None.NONE && missing > 0) {
        environment.budget().spend(missing);
        batch.addAll(Collections.nCopies(missing, fill));
      }
      batches.add(Listing.of(batch));
    }
    return new Generator(batches.iterator());
  }

  private static Value slice(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("slice", "slices", "fill_with");
    int slices = Operands.whole(bound.get("slices"));
    Value fill = bound.get("fill_with", None.NONE);
    List<Value> all = Iteration.all(value, environment.budget());
    if (slices == 0) {
      throw PythonError.zeroDivision("integer division or modulo by zero");
    }
    environment.budget().spend(Math.max(0, slices));
    int each = Math.floorDiv(all.size(), slices);
    int longer = Math.floorMod(all.size(), slices);
    List<Value> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < slices; i++) {
      int to = from + each + (i < longer ? 1 : 0);
      List<Value> part = new ArrayList<>(all.subList(from, to));
      if (fill != None.NONE && i >= longer) {
        part.add(fill);
      }
      parts.add(Listing.of(part));
      from = to;
    }
    return new Generator(parts.iterator());
  }
}
