package graft.format.adapter;

import graft.architecture.Architecture;
import graft.architecture.SpanPrefix;
import graft.format.Tensor;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** PEFT files of a class that tells spans, and calls its base model otherwise than checkpoints. */
public final class SpanSpelling {
  private static final String ROOT = "base_model.model.";

  private SpanSpelling() {}

  /**
   * The same file by the names of checkpoints.
   *
   * @throws GraftException {@code INVALID_ADAPTER} if it has a tensor by both names
   */
  public static PeftAdapter ofCheckpoints(PeftAdapter adapter, Architecture architecture) {
    return SpanPrefix.of(architecture)
        .filter(prefix ->
            adapter.tensors().keySet().stream()
                .anyMatch(name -> name.startsWith(ROOT + prefix.ofClass())))
        .map(prefix -> renamed(adapter, prefix))
        .orElse(adapter);
  }

  private static PeftAdapter renamed(PeftAdapter adapter, SpanPrefix prefix) {
    Map<String, @Nullable Object> config = new TreeMap<>(adapter.config());
    config.replaceAll((_, said) ->
        switch (said) {
          case List<?> names -> names.stream().map(name -> renamed(name, prefix)).toList();
          case Map<?, ?> singles -> {
            Map<Object, @Nullable Object> again = new HashMap<>();
            singles.forEach((name, single) -> again.put(renamed(name, prefix), single));
            yield again;
          }
          case null, default -> said;
        });
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Tensor tensor : adapter.tensors().values()) {
      String name = renamed(tensor.name(), prefix);
      if (tensors.put(name, tensor.named(name)) != null) {
        throw new GraftException(
            ErrorCode.INVALID_ADAPTER,
            "%s occurs twice, below %s too".formatted(name, prefix.ofClass()));
      }
    }
    return new PeftAdapter(config, tensors);
  }

  private static String renamed(String tensor, SpanPrefix prefix) {
    return tensor.startsWith(ROOT)
        ? ROOT + prefix.inCheckpoints(tensor.substring(ROOT.length()))
        : tensor;
  }

  private static Object renamed(Object name, SpanPrefix prefix) {
    return name instanceof String path ? prefix.inCheckpoints(path) : name;
  }
}
