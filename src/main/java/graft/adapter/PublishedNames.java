package graft.adapter;

import graft.tensor.ParameterName;

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
}
