package graft.format.adapter;

import graft.format.FileContext;
import graft.format.Json;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.job.SetupSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@value #FILE} says: which adapters are on, over a directory of its name for each adapter,
 * fusion and head.
 *
 * @param tree its leaves are names
 * @param heads names of those that answer; none if nothing was said of them
 */
public record AdapterSetup(SetupSpec tree, List<String> heads) {
  public static final String FILE = "adapter_setup.json";

  private static final String SINGLE = "single";
  private static final long JSON_LIMIT = 1 << 20;

  /** The reference library's blocks by the words of the house. */
  private static final Map<String, String> BLOCKS =
      Map.of(
          "stack", "Stack",
          "fuse", "Fuse",
          "parallel", "Parallel",
          "average", "Average",
          "split", "Split",
          "batch_split", "BatchSplit");

  public AdapterSetup {
    heads = List.copyOf(heads);
  }

  public static boolean isIn(Path directory) {
    return Files.isRegularFile(directory.resolve(FILE));
  }

  /**
   * Reads the file.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} with what is wrong with it
   */
  public static AdapterSetup read(Path directory) {
    FileContext origin = new FileContext(FILE, ErrorCode.INVALID_ADAPTER);
    return new Reader(origin).read(Json.readObject(directory.resolve(FILE), origin, JSON_LIMIT));
  }

  private record Reader(FileContext origin) {
    AdapterSetup read(Map<String, @Nullable Object> json) {
      return new AdapterSetup(
          tree(json.get("adapter_setup")),
          heads(json.get("head_setup")).stream().distinct().toList());
    }

    private SetupSpec tree(@Nullable Object json) {
      try {
        SetupSpec tree = SetupSpec.read(ours(json));
        return tree instanceof SetupSpec.Stack(List<SetupSpec> children) && children.size() == 1
            ? children.getFirst()
            : tree;
      } catch (GraftException refused) {
        throw refused.code() == origin.code()
            ? refused
            : origin.fault("adapter_setup: " + refused.getMessage());
      }
    }

    /** A node in the words of the house. */
    private Object ours(@Nullable Object json) {
      if (!(json instanceof Map<?, ?> node) || !(node.get("children") instanceof List<?> nodes)) {
        throw origin.fault("adapter_setup must be a tree of nodes, each with type and children");
      }
      Object type = node.get("type");
      if (SINGLE.equals(type)) {
        return leaf(nodes);
      }
      String word =
          BLOCKS.entrySet().stream()
              .filter(block -> block.getValue().equals(type))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow(() ->
                  origin.fault(
                      "there is no block "
                          + FileContext.printable(String.valueOf(type))
                          + " here"));
      Map<String, Object> block = new HashMap<>();
      block.put(word, nodes.stream().map(this::ours).toList());
      if (node.get("kwargs") instanceof Map<?, ?> attributes) {
        attributes.forEach((key, value) -> block.put(key.toString(), value));
      }
      return block;
    }

    private String leaf(List<?> nodes) {
      if (nodes.size() != 1 || !(nodes.getFirst() instanceof String name) || name.isEmpty()) {
        throw origin.fault("a single node must have the name of one adapter");
      }
      return name;
    }

    private List<String> heads(@Nullable Object json) {
      return switch (json) {
        case null -> List.of();
        case Boolean _ -> List.of();
        case String name -> List.of(name);
        case List<?> several -> several.stream().flatMap(one -> heads(one).stream()).toList();
        case Map<?, ?> _ -> tree(json).leaves().toList();
        default -> throw origin.fault("head_setup must be a name, names, or a tree of them");
      };
    }
  }

  /** The directory of the fusion, if the tree has one: what it mixes, joined by commas. */
  public Optional<String> fusion() {
    return tree.nodes()
        .filter(SetupSpec.Fuse.class::isInstance)
        .map(SetupSpec.Fuse.class::cast)
        .map(AdapterSetup::directory)
        .findFirst();
  }

  private static String directory(SetupSpec.Fuse block) {
    return String.join(",", block.children().stream().map(SetupSpec::lastLeaf).toList());
  }

  /** The file's object. The library takes a single adapter for a stack of it. */
  public Map<String, @Nullable Object> json() {
    SetupSpec root = tree instanceof SetupSpec.Leaf ? new SetupSpec.Stack(List.of(tree)) : tree;
    Map<String, @Nullable Object> json = new TreeMap<>();
    json.put("adapter_setup", node(root));
    json.put("head_setup", heads.size() == 1 ? heads.getFirst() : null);
    json.put("version", AdapterConfigFile.VERSION);
    return json;
  }

  private static Map<String, Object> node(SetupSpec node) {
    return switch (node) {
      case SetupSpec.Leaf(String name) -> node(SINGLE, List.of(name), Map.of());
      case SetupSpec.Average average ->
          block(average, "average", Map.of("weights", average.weights()));
      case SetupSpec.Split split -> block(split, "split", Map.of("splits", split.splits()));
      case SetupSpec.BatchSplit split ->
          block(split, "batch_split", Map.of("batch_sizes", split.batchSizes()));
      case SetupSpec.Stack _ -> block(node, "stack", Map.of());
      case SetupSpec.Fuse _ -> block(node, "fuse", Map.of());
      case SetupSpec.Parallel _ -> block(node, "parallel", Map.of());
    };
  }

  private static Map<String, Object> block(SetupSpec block, String word, Map<String, ?> kwargs) {
    return node(
        String.valueOf(BLOCKS.get(word)),
        block.children().stream().map(AdapterSetup::node).toList(),
        kwargs);
  }

  private static Map<String, Object> node(String type, List<?> children, Map<String, ?> kwargs) {
    Map<String, Object> node = new TreeMap<>();
    node.put("type", type);
    node.put("children", new ArrayList<>(children));
    if (!kwargs.isEmpty()) {
      node.put("kwargs", kwargs);
    }
    return node;
  }
}
