package graft.template.syntax;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Which names each of the bodies that are being parsed reads before it sets them. */
final class NamesUsed {
  private final Deque<Names> bodies = new ArrayDeque<>();

  private record Names(Set<String> read, Set<String> set) {}

  void begin() {
    bodies.push(new Names(new HashSet<>(), new HashSet<>()));
  }

  /** What the innermost body has read. */
  Set<String> end() {
    return Set.copyOf(bodies.pop().read());
  }

  void read(String name) {
    bodies.stream()
        .filter(body -> !body.set().contains(name))
        .forEach(body -> body.read().add(name));
  }

  void set(String name) {
    bodies.forEach(body -> body.set().add(name));
  }
}
