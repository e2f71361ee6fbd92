package graft.table.parquet;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file, one at a time. Whatever is wrong with it is a {@link
 * ParquetException}. Confined to one thread; the channel is the caller's.
 */
public final class ParquetFile {
  private final SeekableByteChannel file;
  private final Footer footer;
  private final Budget budget;
  private List<Leaf> leaves = List.of();
  private int group;
  private long leftInGroup;

  private ParquetFile(SeekableByteChannel file, Footer footer, Budget budget) {
    this.file = file;
    this.footer = footer;
    this.budget = budget;
  }

  /**
   * Reads the footer.
   *
   * @param mostBytes most that the file's pages may unpack to
   * @param mostRowBytes most that a row's values may take
   */
  public static ParquetFile open(SeekableByteChannel file, long mostBytes, long mostRowBytes)
      throws IOException {
    Budget budget = new Budget(file.size(), mostBytes, mostRowBytes);
    return new ParquetFile(file, Footer.read(file), budget);
  }

  /** The names of the columns, in order. */
  public List<String> columns() {
    return footer.columns().stream().map(Node::name).toList();
  }

  /** What the writer added at the end, by key; empty if there is no such note. */
  public String note(String key) {
    return footer.notes().getOrDefault(key, "");
  }

  /**
   * The next row: for each column strings, numbers, booleans, lists and maps as JSON has them,
   * null, or bytes that are no text. Null at the end.
   */
  public @Nullable Map<String, @Nullable Object> next() throws IOException {
    while (leftInGroup == 0) {
      if (group >= footer.rowGroups().size()) {
        return null;
      }
      open(footer.rowGroups().get(group++));
    }
    leftInGroup--;
    budget.row();
    Map<String, @Nullable Object> row = LinkedHashMap.newLinkedHashMap(footer.columns().size());
    for (Node column : footer.columns()) {
      row.put(column.name(), read(column));
    }
    return row;
  }

  private void open(Footer.RowGroup rows) throws IOException {
    leaves.forEach(Leaf::close);
    List<Node> nodes = footer.columns().stream().flatMap(Node::leaves).toList();
    List<Leaf> opened = new ArrayList<>();
    for (int i = 0; rows.rows() > 0 && i < nodes.size(); i++) {
      opened.add(new Leaf(nodes.get(i), rows.chunks().get(i), file, budget));
    }
    leaves = opened;
    leftInGroup = rows.rows();
  }

  /** What stands at a node, all its repeats together. */
  private @Nullable Object read(Node node) throws IOException {
    Leaf first = first(node);
    ParquetException.require(!first.isAtEnd(), "a column has fewer rows than another");
    if (first.definition() < node.definition()) {
      skip(node);
      return node.isRepeated() ? List.of() : null;
    }
    if (!node.isRepeated()) {
      return instance(node);
    }
    List<@Nullable Object> items = new ArrayList<>();
    do {
      items.add(instance(node));
    } while (first.repetition() == node.repetitionLevel());
    return items;
  }

  private @Nullable Object instance(Node node) throws IOException {
    if (node.isLeaf()) {
      Leaf leaf = first(node);
      Object stored = leaf.take();
      return stored == null ? null : leaf.meaning(stored);
    }
    if (node.isMap()) {
      return map(node.children().getFirst());
    }
    return node.isList() ? list(node, node.children().getFirst()) : struct(node);
  }

  private Map<String, @Nullable Object> struct(Node node) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (Node child : node.children()) {
      members.put(child.name(), read(child));
    }
    return members;
  }

  private @Nullable Object list(Node list, Node items) throws IOException {
    Object read = read(items);
    if (!items.wrapsOne(list) || !(read instanceof List<?> structs)) {
      return read;
    }
    String element = items.children().getFirst().name();
    List<@Nullable Object> unwrapped = new ArrayList<>(structs.size());
    structs.forEach(struct -> unwrapped.add(((Map<?, ?>) struct).get(element)));
    return unwrapped;
  }

  private Map<String, @Nullable Object> map(Node pairs) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (read(pairs) instanceof List<?> read) {
      for (Object pair : read) {
        List<?> both = new ArrayList<>(((Map<?, ?>) pair).values());
        members.put(String.valueOf(both.getFirst()), both.getLast());
      }
    }
    return members;
  }

  private void skip(Node node) throws IOException {
    for (Node leaf : node.leaves().toList()) {
      var _ = leaves.get(leaf.leaf()).take();
    }
  }

  private Leaf first(Node node) {
    Node at = node;
    while (!at.isLeaf()) {
      at = at.children().getFirst();
    }
    return leaves.get(at.leaf());
  }
}
