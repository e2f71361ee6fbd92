package graft.format.adapter;

import graft.format.FileContext;
import graft.format.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of tensors in AdapterHub files. */
public final class AdapterNames {
  /** Names under which every attention module shows the one pool of prefixes. */
  private static final String POOL = ".prefix_tuning.pool.";

  /** A bottleneck's activation is registered twice: by its name, and last in the stack. */
  private static final String FUNCTION_BY_NAME = ".non_linearity.f.";

  private static final Pattern FUNCTION_IN_STACK = Pattern.compile("\\.adapter_down\\.[12]\\.f\\.");

  /** Module names of the library's first versions. */
  private static final Map<String, String> OLD =
      Map.of(
          "attention_text_task_adapters", "adapters",
          "attention_text_lang_adapters", "adapters",
          "layer_text_task_adapters", "adapters",
          "layer_text_lang_adapters", "adapters",
          "invertible_lang_adapters", "invertible_adapters");

  /**
   * Whatever is called by the adapter's or head's name: the name comes right after one of these.
   */
  private static final List<String> NAMED =
      List.of(
          "adapters",
          "loras",
          "veras",
          "ln_tuning_layers",
          "prefix_tunings",
          "prefix_gates",
          "invertible_adapters",
          "shared_parameters",
          "prompt_tunings",
          "refts",
          "adapter_fusion_layer",
          "heads");

  /**
   * A norm before the down-projection is registered twice: by its name, and first in the stack
   * (D23).
   */
  private static final String NORM_BY_NAME = ".adapter_norm_before.";

  private static final String NORM_IN_STACK = ".adapter_down.0.";
  private static final String PROJECTION_AFTER_NORM = ".adapter_down.1.";

  private AdapterNames() {}

  /**
   * Stored tensors under the one name that each has today, without aliases: a norm before the
   * down-projection is {@code adapter_down.0}, and an activation the last of {@code adapter_down}.
   *
   * @throws graft.spec.GraftException if two different tensors come to have one name
   */
  static Map<String, Tensor> canonical(Map<String, Tensor> stored, FileContext origin) {
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Tensor tensor : stored.values()) {
      if (!isAlias(tensor.name())) {
        Tensor renamed = tensor.named(canonical(tensor.name()));
        Tensor other = tensors.put(renamed.name(), renamed);
        if (other != null && !other.equals(renamed)) {
          throw origin.fault(renamed.name(), "occurs twice with different values");
        }
      }
    }
    return tensors;
  }

  private static boolean isAlias(String name) {
    return name.contains(POOL) || name.contains(FUNCTION_BY_NAME);
  }

  private static String canonical(String stored) {
    String name = stored.replace(NORM_BY_NAME, NORM_IN_STACK);
    for (Map.Entry<String, String> old : OLD.entrySet()) {
      name = name.replace(old.getKey(), old.getValue());
    }
    return name;
  }

  /** The tensors, with a norm before the down-projection and an activation under both names. */
  static List<Tensor> withTwins(Collection<Tensor> tensors) {
    Set<String> stacksWithNorm =
        tensors.stream()
            .map(Tensor::name)
            .filter(name -> name.contains(PROJECTION_AFTER_NORM))
            .map(name -> name.substring(0, name.indexOf(PROJECTION_AFTER_NORM)))
            .collect(Collectors.toSet());
    List<Tensor> all = new ArrayList<>(tensors);
    for (Tensor tensor : tensors) {
      Matcher function = FUNCTION_IN_STACK.matcher(tensor.name());
      if (function.find()) {
        all.add(tensor.named(function.replaceFirst(FUNCTION_BY_NAME)));
      }
      int at = tensor.name().indexOf(NORM_IN_STACK);
      if (at >= 0 && stacksWithNorm.contains(tensor.name().substring(0, at))) {
        all.add(tensor.named(tensor.name().replace(NORM_IN_STACK, NORM_BY_NAME)));
      }
    }
    return all;
  }

  /**
   * Tensors of the adapter or head {@code from} as those of {@code to}: {@code
   * encoder.layer.0.output.adapters.FROM.adapter_up.bias} becomes {@code
   * …adapters.TO.adapter_up.bias}.
   */
  public static Map<String, Tensor> renamed(Map<String, Tensor> tensors, String from, String to) {
    return mapped(
        tensors,
        name -> {
          for (String module : NAMED) {
            String old = module + "." + from + ".";
            int at = name.indexOf(old);
            if (at == 0 || (at > 0 && name.charAt(at - 1) == '.')) {
              return name.substring(0, at)
                  + module
                  + "."
                  + to
                  + "."
                  + name.substring(at + old.length());
            }
          }
          return name;
        });
  }

  /**
   * Tensors with the base model's prefix, whether or not they were saved with it. A bare encoder
   * saves none of its names with the prefix, any other model all of them.
   *
   * @param prefix {@code bert.}, or empty
   */
  public static Map<String, Tensor> withPrefix(Map<String, Tensor> tensors, String prefix) {
    boolean isBare = tensors.keySet().stream().noneMatch(name -> name.startsWith(prefix));
    return isBare ? mapped(tensors, name -> prefix + name) : tensors;
  }

  static Map<String, Tensor> mapped(Map<String, Tensor> tensors, UnaryOperator<String> rename) {
    Map<String, Tensor> renamed = new TreeMap<>();
    tensors
        .values()
        .forEach(tensor -> {
          String name = rename.apply(tensor.name());
          renamed.put(name, tensor.named(name));
        });
    return renamed;
  }
}
