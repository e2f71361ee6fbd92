package graft.format.model;

import graft.format.FileContext;
import graft.format.Json;
import graft.format.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The index of weights that are spread over several files: {@code {"weight_map": {tensor: file}}}.
 *
 * @param files by tensor name
 */
record ShardIndex(Map<String, String> files, FileContext origin) {
  private static final long SIZE_LIMIT = 100_000_000;
  private static final int SHARD_LIMIT = 4096;

  /** Reads an index, whose shards must be plain names of files beside it. */
  static ShardIndex read(Path file, FileContext origin) {
    Map<String, @Nullable Object> json = Json.readObject(file, origin, SIZE_LIMIT);
    if (!(json.get("weight_map") instanceof Map<?, ?> map) || map.isEmpty()) {
      throw origin.fault("weight_map must be an object that names at least one tensor");
    }
    Map<String, String> files = new TreeMap<>();
    map.forEach((tensor, shard) -> files.put(tensor.toString(), fileName(shard, origin)));
    ShardIndex index = new ShardIndex(files, origin);
    int shards = index.shards().size();
    origin.require(shards <= SHARD_LIMIT, shards + " files, more than " + SHARD_LIMIT);
    return index;
  }

  private static String fileName(@Nullable Object shard, FileContext origin) {
    if (shard instanceof String name && name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")) {
      return name;
    }
    throw origin.fault(
        "weight_map must name files in the same directory, not "
            + FileContext.printable(String.valueOf(shard)));
  }

  /** The files, sorted. */
  SortedSet<String> shards() {
    return new TreeSet<>(files.values());
  }

  /**
   * Checks that a shard holds what the index says, no more and no less.
   *
   * @throws graft.spec.GraftException naming a tensor that is missing or too many
   */
  void check(String shard, Map<String, Tensor> tensors) {
    Set<String> expected =
        files.entrySet().stream()
            .filter(entry -> entry.getValue().equals(shard))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    for (String name : expected) {
      if (!tensors.containsKey(name)) {
        throw origin.fault(name, "is missing in " + shard);
      }
    }
    for (String name : tensors.keySet()) {
      if (!expected.contains(name)) {
        throw origin.fault(name, "is in " + shard + ", which the index does not say");
      }
    }
  }
}
