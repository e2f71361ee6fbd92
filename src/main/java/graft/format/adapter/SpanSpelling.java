package graft.format.adapter;

import graft.architecture.Architecture;
import graft.architecture.HeadKind;
import graft.architecture.SpanPrefix;
import graft.format.Tensor;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
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
    return prefix(adapter, architecture)
        .map(prefix -> renamed(adapter, prefix::inCheckpoints))
        .orElse(adapter);
  }

  /**
   * What the class whose file it is calls its base model; empty where that is as checkpoints do.
   */
  public static Optional<SpanPrefix> prefix(PeftAdapter adapter, Architecture architecture) {
    return SpanPrefix.of(architecture)
        .filter(prefix ->
            adapter.tensors().keySet().stream()
                .anyMatch(name -> name.startsWith(ROOT + prefix.ofClass())));
  }

  /** A file by the class's names, if it says that it is for telling spans. */
  public static PeftAdapter ofClass(PeftAdapter adapter, Architecture architecture) {
    return SpanPrefix.of(architecture)
        .filter(_ ->
            HeadKind.SPAN
                .taskType()
                .filter(task -> task.equals(adapter.config().get("task_type")))
                .isPresent())
        .map(prefix -> renamed(adapter, prefix::inClass))
        .orElse(adapter);
  }

  private static PeftAdapter renamed(PeftAdapter adapter, UnaryOperator<String> names) {
    Map<String, @Nullable Object> config = new TreeMap<>(adapter.config());
    config.replaceAll((_, said) ->
        switch (said) {
          case List<?> several -> several.stream().map(name -> renamed(name, names)).toList();
          case Map<?, ?> singles -> {
            Map<Object, @Nullable Object> again = new HashMap<>();
            singles.forEach((name, single) -> again.put(renamed(name, names), single));
            yield again;
          }
          case null, default -> said;
        });
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Tensor tensor : adapter.tensors().values()) {
      String name =
          tensor.name().startsWith(ROOT)
              ? ROOT + names.apply(tensor.name().substring(ROOT.length()))
              : tensor.name();
      if (tensors.put(name, tensor.named(name)) != null) {
        throw new GraftException(
            ErrorCode.INVALID_ADAPTER,
            "%s occurs twice, by another name of the base model too".formatted(name));
      }
    }
    return new PeftAdapter(config, tensors);
  }

  private static Object renamed(Object name, UnaryOperator<String> names) {
    return name instanceof String path ? names.apply(path) : name;
  }
}
