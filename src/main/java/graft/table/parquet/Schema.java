package graft.table.parquet;

import graft.table.parquet.Node.Repetition;
import java.util.ArrayList;
import java.util.List;

/** Builds the tree of a schema from its elements, which stand depth first. */
final class Schema {
  private static final int MOST_DEPTH = 32;

  private final List<Fields> elements;
  private int at;
  private int leaves;

  private Schema(List<Fields> elements) {
    this.elements = elements;
  }

  /** The top-level columns. */
  static List<Node> of(List<Fields> elements) {
    ParquetException.require(!elements.isEmpty(), "its footer has no schema");
    Schema schema = new Schema(elements);
    List<Node> columns = schema.children(schema.next(), 0, 0, 0);
    ParquetException.require(schema.at == elements.size(), "its schema has elements left over");
    return columns;
  }

  private Fields next() {
    ParquetException.require(at < elements.size(), "its schema ends in the middle");
    return elements.get(at++);
  }

  private List<Node> children(Fields group, int definition, int repetition, int depth) {
    ParquetException.require(depth < MOST_DEPTH, "its columns nest too deep");
    int count = group.small(5);
    ParquetException.require(
        count >= 0 && count <= elements.size() - at, "its schema ends in the middle");
    List<Node> children = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      children.add(node(next(), definition, repetition, depth + 1));
    }
    return children;
  }

  private Node node(Fields element, int definition, int repetitionLevel, int depth) {
    int code = element.small(3);
    ParquetException.require(code >= 0 && code <= 2, "its schema cannot be read");
    Repetition repetition = Repetition.values()[code];
    int defined = definition + (repetition == Repetition.REQUIRED ? 0 : 1);
    int repeated = repetitionLevel + (repetition == Repetition.REPEATED ? 1 : 0);
    boolean isLeaf = element.has(1);
    List<Node> children = isLeaf ? List.of() : children(element, defined, repeated, depth);
    ParquetException.require(isLeaf || !children.isEmpty(), "its schema has an empty group");
    return new Node(
        element.text(4),
        Kind.of(element),
        repetition,
        defined,
        repeated,
        children,
        isLeaf ? leaves++ : -1);
  }
}
