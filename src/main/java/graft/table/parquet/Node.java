package graft.table.parquet;

import java.util.List;
import java.util.stream.Stream;

/**
 * A place in a file's schema.
 *
 * @param kind what its values are
 * @param repetition whether it is required, optional or repeated
 * @param definition level at which it is there
 * @param repetitionLevel level at which it is repeated
 * @param children empty where it is a leaf
 * @param leaf the index of its column, -1 where it has children
 */
record Node(
    String name,
    Kind kind,
    Repetition repetition,
    int definition,
    int repetitionLevel,
    List<Node> children,
    int leaf) {
  enum Repetition {
    REQUIRED,
    OPTIONAL,
    REPEATED
  }

  Node {
    children = List.copyOf(children);
  }

  boolean isLeaf() {
    return leaf >= 0;
  }

  boolean isRepeated() {
    return repetition == Repetition.REPEATED;
  }

  Stream<Node> leaves() {
    return isLeaf() ? Stream.of(this) : children.stream().flatMap(Node::leaves);
  }

  /** Whether it stands for a list around one repeated child. */
  boolean isList() {
    return kind.isList() && children.size() == 1 && children.getFirst().isRepeated();
  }

  boolean isMap() {
    return kind.isMap()
        && children.size() == 1
        && children.getFirst().isRepeated()
        && children.getFirst().children().size() == 2;
  }

  /**
   * Whether the repeated child of a list stands for its one child: the three levels of today.
   * Source: the format's rules for files of two levels.
   */
  boolean wrapsOne(Node list) {
    return children.size() == 1
        && !name.equals("array")
        && !name.equals(list.name() + "_tuple")
        && !children.getFirst().isRepeated();
  }
}
