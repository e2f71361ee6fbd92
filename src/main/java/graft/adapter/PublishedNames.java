package graft.adapter;

import graft.adapter.layer.Modules;
import graft.architecture.Architecture;
import graft.tensor.ParameterName;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The reference library's names for the tensors of one adapter and its head.
 *
 * @param prefix of the base model's tensors: {@code bert.}
 * @param unprefixed a module of the base model whose tensors lack the prefix
 * @param adapter name of the adapter inside the files
 */
public record PublishedNames(String prefix, Optional<String> unprefixed, String adapter) {
  private static final String HEADS = "heads";

  /** The names of an adapter of a model. */
  public static PublishedNames of(Architecture architecture, String adapter) {
    return new PublishedNames(architecture.prefix(), architecture.unprefixed(), adapter);
  }

  /**
   * {@code bert.encoder.layer.0.output.adapters.NAME.adapter_up.weight}; a head's tensors have no
   * prefix.
   */
  public String of(ParameterName name) {
    String place = name.path().isEmpty() ? "" : name.path() + ".";
    boolean isBare =
        name.family().equals(HEADS) || unprefixed.filter(name.path()::equals).isPresent();
    String start = isBare ? "" : prefix;
    return start + place + name.family() + "." + adapter + "." + name.tensor();
  }

  /** Whether all layers of an adapter share the tensor, which is saved once. */
  public static boolean isShared(ParameterName name) {
    return name.family().equals(Modules.SHARED);
  }

  /**
   * Whether a saved name is that of one layer's copy of a shared tensor: {@code
   * bert.encoder.layer.0.output.adapters.NAME.adapter_up.phm_rule}.
   */
  public boolean isCopy(String saved, ParameterName shared) {
    String tensor = shared.tensor();
    String layer =
        switch (tensor.replaceFirst("_(left|right)$", "")) {
          case "W_down" -> "adapter_down\\.[01]";
          case "W_up" -> "adapter_up";
          default -> "adapter_(down\\.[01]|up)";
        };
    String own = tensor.replaceFirst("^W_(down|up)", "W");
    String module = ".*\\.adapters\\." + Pattern.quote(adapter) + "\\.";
    return saved.matches(module + layer + "\\." + own);
  }
}
