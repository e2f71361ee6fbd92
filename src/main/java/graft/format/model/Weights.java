package graft.format.model;

import graft.architecture.SpanPrefix;
import graft.format.FileContext;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.torch.TorchArchive;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that hold a model's weights.
 *
 * @param directory that they are in
 * @param index of the shards, if there are several
 * @param files their names, sorted
 */
record Weights(Path directory, FileContext origin, Optional<ShardIndex> index, List<String> files) {
  private static final String TORCH = "pytorch_model.bin";
  static final String INDEX_SUFFIX = ".index.json";

  /**
   * Looks for weights in a directory.
   *
   * @throws graft.spec.GraftException if there are none, or if a shard is missing
   */
  static Weights find(Path directory, FileContext origin) {
    return single(directory, origin, ModelDirectory.WEIGHTS)
        .or(() -> sharded(directory, origin, ModelDirectory.WEIGHTS))
        .or(() -> single(directory, origin, TORCH))
        .or(() -> sharded(directory, origin, TORCH))
        .orElseThrow(() ->
            origin.fault("has no weights: expected " + ModelDirectory.WEIGHTS + " or " + TORCH));
  }

  private static Optional<Weights> single(Path directory, FileContext origin, String name) {
    return Files.isRegularFile(directory.resolve(name))
        ? Optional.of(new Weights(directory, origin, Optional.empty(), List.of(name)))
        : Optional.empty();
  }

  private static Optional<Weights> sharded(Path directory, FileContext origin, String name) {
    Path file = directory.resolve(name + INDEX_SUFFIX);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    ShardIndex index = ShardIndex.read(file, origin.with(name + INDEX_SUFFIX));
    List<String> shards = List.copyOf(index.shards());
    for (String shard : shards) {
      origin.require(Files.isRegularFile(directory.resolve(shard)), "has no " + shard);
    }
    return Optional.of(new Weights(directory, origin, Optional.of(index), shards));
  }

  List<Path> paths() {
    return files.stream().map(directory::resolve).toList();
  }

  /**
   * Opens all files; tensors under today's names, without buffers.
   *
   * @param spans whose prefix a file of a class that tells spans has
   */
  Tensors open(Optional<SpanPrefix> spans) {
    return Tensors.read(origin, arena -> tensors(spans, arena));
  }

  private Map<String, Tensor> tensors(Optional<SpanPrefix> spans, Arena arena) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String file : files) {
      Map<String, Tensor> stored = stored(file, arena);
      index.ifPresent(i -> i.check(file, stored));
      stored.values().forEach(tensor -> add(tensor, spans, origin.with(file), tensors));
    }
    return tensors;
  }

  /** Opens one of the files: all that it holds, as it is called there. */
  Map<String, Tensor> stored(String file, Arena arena) {
    return read(directory.resolve(file), origin.with(file), arena);
  }

  private static Map<String, Tensor> read(Path file, FileContext origin, Arena arena) {
    return file.toString().endsWith(".bin")
        ? TorchArchive.read(file, origin, arena)
        : Safetensors.map(file, origin, arena);
  }

  private static void add(
      Tensor tensor, Optional<SpanPrefix> spans, FileContext file, Map<String, Tensor> tensors) {
    String stored = tensor.name();
    Optional<String> name =
        CheckpointNames.current(spans.map(prefix -> prefix.inCheckpoints(stored)).orElse(stored));
    if (name.isPresent() && isWeight(name.get()) && !tensor.dtype().isFloating()) {
      throw file.fault(
          name.get(),
          "is of type %s, but weights must be floating-point numbers; a quantized model has to be saved in float32 or float16"
              .formatted(tensor.dtype()));
    }
    if (name.isPresent() && tensors.put(name.get(), tensor.named(name.get())) != null) {
      throw file.fault(name.get(), "occurs twice, under an old name and a new one");
    }
  }

  private static boolean isWeight(String name) {
    return name.endsWith("weight") || name.endsWith("bias");
  }
}
