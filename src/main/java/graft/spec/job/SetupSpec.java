package graft.spec.job;

import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which adapters are on, as a tree of blocks over adapter ids; {@code $new} stands for the one that
 * is trained. In JSON a leaf is a string and a block an object with one attribute: {@code {"stack":
 * ["adp-1", "$new"]}}.
 */
public sealed interface SetupSpec extends JsonValue {
  /** The name of the adapter that a job trains. */
  String NEW = "$new";

  Map<String, Object> SCHEMA =
      Map.of(
          "type",
          List.of("string", "object"),
          "description",
          "An adapter id, $new for the adapter in training, or {\"stack\": [...]} with the first adapter first");

  /** One adapter. */
  record Leaf(String adapter) implements SetupSpec {
    @Override
    public Object json() {
      return adapter;
    }
  }

  /** Adapters one after the other, the first one first. */
  record Stack(List<SetupSpec> children) implements SetupSpec {
    public Stack {
      children = List.copyOf(children);
    }

    @Override
    public Object json() {
      return Map.of("stack", children.stream().map(JsonValue::json).toList());
    }
  }

  /** The adapters named, from left to right. */
  default Stream<String> leaves() {
    return switch (this) {
      case Leaf leaf -> Stream.of(leaf.adapter());
      case Stack stack -> stack.children().stream().flatMap(SetupSpec::leaves);
    };
  }

  static SetupSpec read(Object json) {
    if (json instanceof String adapter) {
      return new Leaf(adapter);
    }
    if (json instanceof Map<?, ?> block
        && block.size() == 1
        && block.get("stack") instanceof List<?> children
        && !children.isEmpty()) {
      return new Stack(children.stream().map(child -> read((Object) child)).toList());
    }
    throw new IllegalArgumentException("an adapter id or {\"stack\": [adapter, ...]}");
  }
}
