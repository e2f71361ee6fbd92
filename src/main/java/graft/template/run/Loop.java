package graft.template.run;

import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Function;
import graft.template.value.Int;
import graft.template.value.PythonError;
import graft.template.value.Thing;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** {@code loop}: where a loop is. It looks ahead only when it is asked what comes. */
final class Loop implements Thing {
  private final int depth;
  private final @Nullable LoopRun again;
  private Iterator<Value> rest;
  private OptionalInt length;
  private int index = -1;
  private @Nullable Value previous;
  private @Nullable Value current;
  private @Nullable Value next;
  private @Nullable Value changed;

  /**
   * @param length how many items there are, if that is known before they are made
   * @param depth how often the loop has called itself
   * @param again runs it again; {@code null} if it is not recursive
   */
  Loop(Iterator<Value> items, OptionalInt length, int depth, @Nullable LoopRun again) {
    this.rest = items;
    this.length = length;
    this.depth = depth;
    this.again = again;
  }

  /** Goes to the next item, if there is one. */
  boolean advance() {
    if (peek() == null) {
      return false;
    }
    previous = current;
    current = next;
    next = null;
    index++;
    return true;
  }

  /** The item at which it is. */
  Value current() {
    if (current == null) {
      throw new IllegalStateException("the loop has not begun");
    }
    return current;
  }

  private @Nullable Value peek() {
    if (next == null && rest.hasNext()) {
      next = rest.next();
    }
    return next;
  }

  private int length() {
    if (length.isEmpty()) {
      List<Value> all = new ArrayList<>();
      rest.forEachRemaining(all::add);
      rest = all.iterator();
      length = OptionalInt.of(all.size() + index + 1 + (next == null ? 0 : 1));
    }
    return length.getAsInt();
  }

  @Override
  public String typeName() {
    return "LoopContext";
  }

  @Override
  public String shown() {
    return "<LoopContext %d/%d>".formatted(index + 1, length());
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "index" -> Optional.of(Int.of(index + 1L));
      case "index0" -> Optional.of(Int.of(index));
      case "revindex" -> Optional.of(Int.of((long) length() - index));
      case "revindex0" -> Optional.of(Int.of((long) length() - index - 1));
      case "length" -> Optional.of(Int.of(length()));
      case "first" -> Optional.of(Bool.of(index == 0));
      case "last" -> Optional.of(Bool.of(peek() == null));
      case "depth" -> Optional.of(Int.of(depth + 1L));
      case "depth0" -> Optional.of(Int.of(depth));
      case "previtem" -> Optional.of(or(index == 0 ? null : previous, "there is no previous item"));
      case "nextitem" -> Optional.of(or(peek(), "there is no next item"));
      case "cycle" -> Optional.of(new Function(name, this::cycle));
      case "changed" -> Optional.of(new Function(name, this::change));
      default -> Optional.empty();
    };
  }

  private static Value or(@Nullable Value value, String missing) {
    return value == null ? Undefined.because(missing) : value;
  }

  private Value cycle(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw PythonError.type("no items for cycling given");
    }
    return arguments.positional().get(index % arguments.positional().size());
  }

  private Value change(Arguments arguments) {
    Value value = Tuple.of(arguments.positional());
    boolean isOther = !value.equals(changed);
    changed = value;
    return Bool.of(isOther);
  }

  @Override
  public boolean isCallable() {
    return true;
  }

  @Override
  public Value call(Arguments arguments) {
    Value items = arguments.bind("loop", "iterable").get("iterable");
    if (again == null) {
      throw PythonError.type("The loop must have the 'recursive' marker to be called recursively.");
    }
    return again.again(items, depth + 1);
  }
}
