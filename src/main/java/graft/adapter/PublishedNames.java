package graft.adapter;

import graft.adapter.layer.Modules;
import graft.tensor.ParameterName;
import java.util.regex.Pattern;

/**
 * The reference library's names for the tensors of one adapter and its head.
 *
 * @param prefix of the base model's tensors: {@code bert.}
 * @param adapter name of the adapter inside the files
 */
public record PublishedNames(String prefix, String adapter) {
  private static final String HEADS = "heads";

  /**
   * {@code bert.encoder.layer.0.output.adapters.NAME.adapter_up.weight}; a head's tensors have no
   * prefix.
   */
  public String of(ParameterName name) {
    String place = name.path().isEmpty() ? "" : name.path() + ".";
    String start = name.family().equals(HEADS) ? "" : prefix;
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
