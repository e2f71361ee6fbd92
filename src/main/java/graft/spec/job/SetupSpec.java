package graft.spec.job;

import graft.spec.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which adapters are on, as a tree of blocks over adapter ids; {@code $new} stands for the one that
 * is trained. In JSON a leaf is a string and a block an object: {@code {"stack": ["adp-1",
 * "$new"]}}. The blocks and their nesting are the reference library's.
 */
public sealed interface SetupSpec extends JsonValue {
  /** The name of the adapter that a job trains. */
  String NEW = "$new";

  /** No adapter at all: the base model, with the head of the adapter that is asked. */
  SetupSpec NONE = new Leaf("none");

  /** That adapter and no other. */
  SetupSpec ALONE = new Leaf(NEW);

  /** What the schema of a setup is called. */
  String TITLE = "Setup";

  Map<String, Object> SCHEMA =
      Map.of(
          "title",
          TITLE,
          "type",
          List.of("string", "object"),
          "description",
          "An adapter id, $new for the adapter in training, or a block over these:"
              + " {\"stack\": [first, second]}, {\"fuse\": [...]}, {\"parallel\": [...]},"
              + " {\"average\": [...], \"weights\": [...]},"
              + " {\"split\": [...], \"splits\": [...]} over positions: how many tokens each has, the"
              + " last one all that are left,"
              + " {\"batch_split\": [...], \"batch_sizes\": [...]} over rows: how many each has");

  /** One adapter. */
  record Leaf(String adapter) implements SetupSpec {
    @Override
    public List<SetupSpec> children() {
      return List.of();
    }

    @Override
    public SetupSpec with(List<SetupSpec> children) {
      return this;
    }

    @Override
    public Object json() {
      return adapter;
    }
  }

  /** One after the other, the first one first. */
  record Stack(List<SetupSpec> children) implements SetupSpec {
    public Stack {
      children = List.copyOf(children);
    }

    @Override
    public SetupSpec with(List<SetupSpec> others) {
      return new Stack(others);
    }

    @Override
    public Object json() {
      return block(this);
    }
  }

  /** Mixed by attention (AdapterFusion). */
  record Fuse(List<SetupSpec> children) implements SetupSpec {
    public Fuse {
      children = List.copyOf(children);
    }

    @Override
    public SetupSpec with(List<SetupSpec> others) {
      return new Fuse(others);
    }

    @Override
    public Object json() {
      return block(this);
    }
  }

  /** Each one on every row. */
  record Parallel(List<SetupSpec> children) implements SetupSpec {
    public Parallel {
      children = List.copyOf(children);
    }

    @Override
    public SetupSpec with(List<SetupSpec> others) {
      return new Parallel(others);
    }

    @Override
    public Object json() {
      return block(this);
    }
  }

  /**
   * The mean of what each one makes.
   *
   * @param weights one for each child; they count by their share in the sum
   */
  record Average(List<SetupSpec> children, List<Double> weights) implements SetupSpec {
    public Average {
      children = List.copyOf(children);
      weights = List.copyOf(weights);
    }

    @Override
    public SetupSpec with(List<SetupSpec> others) {
      return new Average(others, weights);
    }

    @Override
    public Object json() {
      return block(this, "weights", weights);
    }
  }

  /**
   * Each one on its positions of every row.
   *
   * @param splits how many positions each child has; the last one has all that are left
   */
  record Split(List<SetupSpec> children, List<Integer> splits) implements SetupSpec {
    public Split {
      children = List.copyOf(children);
      splits = List.copyOf(splits);
    }

    @Override
    public SetupSpec with(List<SetupSpec> others) {
      return new Split(others, splits);
    }

    @Override
    public Object json() {
      return block(this, "splits", splits);
    }
  }

  /**
   * Each one on its rows.
   *
   * @param batchSizes how many rows each child has
   */
  record BatchSplit(List<SetupSpec> children, List<Integer> batchSizes) implements SetupSpec {
    public BatchSplit {
      children = List.copyOf(children);
      batchSizes = List.copyOf(batchSizes);
    }

    @Override
    public SetupSpec with(List<SetupSpec> others) {
      return new BatchSplit(others, batchSizes);
    }

    @Override
    public Object json() {
      return block(this, "batch_sizes", batchSizes);
    }
  }

  /** What a block is over, from left to right; none for a leaf. */
  List<SetupSpec> children();

  /** The same block over others. */
  SetupSpec with(List<SetupSpec> children);

  /** The tree from its root down, each block before its children. */
  default Stream<SetupSpec> nodes() {
    return Stream.concat(Stream.of(this), children().stream().flatMap(SetupSpec::nodes));
  }

  /** The adapters named, from left to right. */
  default Stream<String> leaves() {
    return nodes().filter(Leaf.class::isInstance).map(Leaf.class::cast).map(Leaf::adapter);
  }

  /** The last adapter named: the one whose head belongs to the setup. */
  default String lastLeaf() {
    return this instanceof Leaf(String adapter) ? adapter : children().getLast().lastLeaf();
  }

  /** The same tree over adapters of other names. */
  default SetupSpec renamed(UnaryOperator<String> names) {
    return this instanceof Leaf(String adapter)
        ? new Leaf(names.apply(adapter))
        : with(children().stream().map(child -> child.renamed(names)).toList());
  }

  /**
   * Reads a tree.
   *
   * @throws graft.spec.GraftException with every fault, pointers relative to the tree
   */
  static SetupSpec read(Object json) {
    return SetupReader.read(json);
  }

  /** Where a child stands in a block: {@code /stack/0}. */
  default String place(int child) {
    return "/" + word(this) + "/" + child;
  }

  private static String word(SetupSpec block) {
    return switch (block) {
      case Stack _ -> "stack";
      case Fuse _ -> "fuse";
      case Parallel _ -> "parallel";
      case Average _ -> "average";
      case Split _ -> "split";
      case BatchSplit _ -> "batch_split";
      case Leaf _ -> throw new IllegalArgumentException("a leaf holds nothing");
    };
  }

  private static Map<String, Object> block(SetupSpec block) {
    return Map.of(word(block), block.children().stream().map(JsonValue::json).toList());
  }

  private static Map<String, Object> block(SetupSpec spec, String attribute, List<?> values) {
    Map<String, Object> block = new LinkedHashMap<>(block(spec));
    block.put(attribute, values);
    return block;
  }
}
