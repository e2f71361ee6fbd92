package graft.job.store;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Every {@value #SPACING}th job of a long queue with its place, in the queue's order. */
record Milestones(List<Milestone> all) {
  static final int SPACING = 500;

  static final Milestones NONE = new Milestones(List.of());

  /**
   * What decides on a job's place: jobs of higher priority come first, then those that are older.
   */
  record Position(int priority, long seq) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
        Comparator.comparingInt(Position::priority).reversed().thenComparingLong(Position::seq);

    @Override
    public int compareTo(Position other) {
      return ORDER.compare(this, other);
    }
  }

  record Milestone(Position position, int place) {}

  Milestones {
    all = List.copyOf(all);
  }

  /**
   * About where a job stands. Numbers are given one after the other, so that it stands no further
   * behind a milestone than its number is larger.
   */
  int place(Position position) {
    int found = Collections.binarySearch(all.stream().map(Milestone::position).toList(), position);
    if (found >= 0) {
      return all.get(found).place();
    }
    int next = -found - 1;
    if (next == 0) {
      return 1;
    }
    Milestone before = all.get(next - 1);
    boolean isLast = next == all.size();
    boolean isOfOnePriority = before.position().priority() == position.priority();
    long most = isLast ? Integer.MAX_VALUE - before.place() : SPACING - 1;
    long behind = isOfOnePriority ? position.seq() - before.position().seq() : 1;
    return before.place() + (int) Math.min(most, behind);
  }
}
