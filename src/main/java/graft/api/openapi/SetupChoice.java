package graft.api.openapi;

import graft.spec.job.SetupSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A setup: an adapter, or one block over setups. */
final class SetupChoice {
  private SetupChoice() {}

  static Map<String, Map<String, Object>> schemas() {
    Map<String, Map<String, Object>> blocks = new LinkedHashMap<>();
    blocks.put("StackSetup", block("stack", 1, "One after the other, the first one first"));
    blocks.put("FuseSetup", block("fuse", 2, "Mixed by attention (AdapterFusion)"));
    blocks.put(
        "ParallelSetup", block("parallel", 2, "Each by itself: every row has an answer of each"));
    blocks.put(
        "AverageSetup",
        with(
            block("average", 2, "The mean of their outputs"),
            "weights",
            "number",
            false,
            "One for each, counted by its share in the sum; equal when absent"));
    blocks.put(
        "SplitSetup",
        with(
            block("split", 2, "Each for some of the tokens of every row"),
            "splits",
            "integer",
            true,
            "How many tokens each has, in their order; the last one has all that are left"));
    blocks.put(
        "BatchSplitSetup",
        with(
            block("batch_split", 2, "Each for some of the rows of a request"),
            "batch_sizes",
            "integer",
            true,
            "How many rows each has, in their order; together all rows of the request"));
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    List<Map<String, Object>> choices = new ArrayList<>();
    choices.add(Choices.text("An adapter's id, or $new for the one in training"));
    blocks.keySet().forEach(name -> choices.add(Choices.reference(name)));
    all.put(
        SetupSpec.TITLE,
        Choices.oneOf("Which adapters are on: one, or a block over others", choices));
    all.putAll(blocks);
    return all;
  }

  private static Map<String, Object> block(String word, int least, String description) {
    Map<String, Object> children = new LinkedHashMap<>();
    children.put("type", "array");
    children.put("minItems", least);
    children.put("items", Choices.reference(SetupSpec.TITLE));
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("type", "object");
    block.put("description", description);
    block.put("properties", Map.of(word, children));
    block.put("required", List.of(word));
    block.put("additionalProperties", false);
    return block;
  }

  private static Map<String, Object> with(
      Map<String, Object> block,
      String attribute,
      String type,
      boolean isRequired,
      String description) {
    Map<String, Object> properties = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(block.get("properties")))
        .forEach((name, schema) -> properties.put(name.toString(), schema));
    properties.put(
        attribute,
        Map.of("type", "array", "items", Map.of("type", type), "description", description));
    Map<String, Object> more = new LinkedHashMap<>(block);
    more.put("properties", properties);
    if (isRequired) {
      more.put("required", List.copyOf(properties.keySet()));
    }
    return more;
  }
}
