package graft.format.adapter;

import graft.architecture.Architecture;
import graft.architecture.LaterNames;
import graft.format.Tensor;
import graft.spec.adapter.target.TargetModules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PEFT files of architectures whose classes call their modules otherwise from transformers 5 on.
 * They hold every tensor by both names: PEFT takes those that its class has, and passes over the
 * others.
 */
public final class LaterSpelling {
  private static final Pattern MODULE =
      Pattern.compile(
          "(base_model\\.model\\.)(.+?)"
              + "(\\.lora_[AB]\\.weight|\\.lora_magnitude_vector|\\.lora_B\\.bias|\\.ia3_l|\\.base_layer\\.bias|\\.bias)");

  private static final List<String> PATTERNS = List.of("rank_pattern", "alpha_pattern");

  private LaterSpelling() {}

  /** The same by both names. */
  public static PeftAdapter both(PeftAdapter adapter, Architecture architecture) {
    Optional<LaterNames> names = LaterNames.of(architecture);
    if (names.isEmpty()) {
      return adapter;
    }
    Map<String, Tensor> tensors = new TreeMap<>(adapter.tensors());
    SortedMap<String, String> paths = new TreeMap<>();
    for (Tensor tensor : adapter.tensors().values()) {
      Matcher module = MODULE.matcher(tensor.name());
      if (module.matches()) {
        names
            .get()
            .later(module.group(2))
            .ifPresent(path -> {
              String name = module.group(1) + path + module.group(3);
              tensors.put(name, tensor.named(name));
              if (!module.group(3).endsWith("bias")) {
                paths.put(module.group(2), path);
              }
            });
      }
    }
    return new PeftAdapter(both(adapter.config(), paths), tensors);
  }

  private static Map<String, @Nullable Object> both(
      Map<String, @Nullable Object> config, SortedMap<String, String> paths) {
    Map<String, @Nullable Object> both = new TreeMap<>(config);
    both.computeIfPresent("target_modules", (_, said) -> with((List<?>) said, paths.values()));
    both.computeIfPresent(
        "feedforward_modules",
        (_, said) ->
            with(
                (List<?>) said,
                paths.keySet().stream()
                    .filter(path -> key((List<?>) said, path).isPresent())
                    .map(paths::get)
                    .toList()));
    PATTERNS.forEach(attribute ->
        both.computeIfPresent(
            attribute,
            (_, said) -> {
              Map<Object, Object> all = new TreeMap<>((Map<?, ?>) said);
              paths.forEach((path, later) ->
                  key(((Map<?, ?>) said).keySet(), path)
                      .ifPresent(key -> all.put(later, ((Map<?, ?>) said).get(key))));
              return all;
            }));
    return both;
  }

  private static List<?> with(List<?> said, Collection<String> paths) {
    return Stream.concat(said.stream(), paths.stream()).toList();
  }

  private static Optional<?> key(Collection<?> names, String path) {
    return names.stream().filter(name -> TargetModules.isNamed(path, name.toString())).findFirst();
  }

  /** The same by the names of checkpoints, of a file that has both. */
  public static PeftAdapter one(PeftAdapter adapter, Architecture architecture) {
    Optional<LaterNames> names = LaterNames.of(architecture);
    Map<String, Tensor> tensors = new TreeMap<>(adapter.tensors());
    SortedSet<String> twice = new TreeSet<>();
    for (String name : adapter.tensors().keySet()) {
      Matcher module = MODULE.matcher(name);
      if (module.matches()) {
        names
            .flatMap(later -> later.earlier(module.group(2)))
            .filter(path -> adapter.tensors().containsKey(module.group(1) + path + module.group(3)))
            .ifPresent(_ -> {
              tensors.remove(name);
              twice.add(module.group(2));
            });
      }
    }
    return twice.isEmpty() ? adapter : new PeftAdapter(without(adapter.config(), twice), tensors);
  }

  private static Map<String, @Nullable Object> without(
      Map<String, @Nullable Object> config, SortedSet<String> paths) {
    Map<String, @Nullable Object> one = new TreeMap<>(config);
    one.replaceAll((_, said) ->
        switch (said) {
          case List<?> names -> {
            List<Object> left = new ArrayList<>(names);
            left.removeAll(paths);
            yield left;
          }
          case Map<?, ?> singles -> {
            Map<Object, @Nullable Object> left = new TreeMap<>(singles);
            left.keySet().removeAll(paths);
            yield left;
          }
          case null, default -> said;
        });
    return one;
  }
}
