package graft.template.python;

import graft.template.value.Bool;
import graft.template.value.Budget;
import graft.template.value.Int;
import graft.template.value.None;
import graft.template.value.Numeric;
import graft.template.value.PythonError;
import graft.template.value.Value;
import java.util.List;
import java.util.stream.IntStream;

/** {@code start:stop:step}, {@code None} where nothing is said. */
record SliceBounds(Value start, Value stop, Value step) {
  SliceBounds {
    require(start);
    require(stop);
    require(step);
  }

  private static void require(Value bound) {
    if (bound != None.NONE && !(bound instanceof Int) && !(bound instanceof Bool)) {
      throw PythonError.type("slice indices must be integers or None or have an __index__ method");
    }
  }

  /** What it means in a sequence of one length. */
  Indices in(int length) {
    long by = step == None.NONE ? 1 : Subscripts.near((Numeric) step);
    if (by == 0) {
      throw PythonError.value("slice step cannot be zero");
    }
    long lowest = by < 0 ? -1 : 0;
    long highest = by < 0 ? length - 1L : length;
    long from = place(start, by < 0 ? highest : lowest, length, lowest, highest);
    long to = place(stop, by < 0 ? lowest : highest, length, lowest, highest);
    long way = by > 0 ? to - from : from - to;
    return new Indices(from, by, way <= 0 ? 0 : (int) ((way - 1) / Math.abs(by) + 1));
  }

  private static long place(Value bound, long otherwise, int length, long lowest, long highest) {
    if (bound == None.NONE) {
      return otherwise;
    }
    long place = Subscripts.near((Numeric) bound);
    return Math.clamp(place < 0 ? place + length : place, lowest, highest);
  }

  /** The indices of one sequence. */
  record Indices(long start, long step, int count) {
    IntStream stream() {
      return IntStream.range(0, count).map(i -> (int) (start + i * step));
    }

    List<Value> of(List<Value> items, Budget budget) {
      budget.spend(count);
      return stream().mapToObj(items::get).toList();
    }
  }
}
