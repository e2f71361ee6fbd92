package graft.format.adapter;

import graft.architecture.Quirk;
import graft.architecture.Registry;

/**
 * What the reference library does with an adapter otherwise than one may think, for its card.
 *
 * @param arguments further ones of {@code from_pretrained}, after a comma
 * @param text a paragraph, or nothing
 */
public record CardRemarks(String arguments, String text) {
  private static final String PREFIXES = ".prefix_tunings.";

  /** Of an adapter as it is saved. */
  public static CardRemarks of(SavedAdapter saved) {
    AdapterConfigFile said = saved.adapter().envelope();
    boolean hasPrefixes =
        saved.adapter().tensors().keySet().stream().anyMatch(name -> name.contains(PREFIXES));
    return new CardRemarks(
        hasPrefixes && has(said, Quirk.PREFIXES_NEED_EAGER_ATTENTION)
            ? ", attn_implementation=\"eager\""
            : "",
        said.inverse().map(CardRemarks::ofInverse).orElse("")
            + (has(said, Quirk.CONVERSION_DROPS_LM_BIAS) ? ofMaskedLm(saved) : ""));
  }

  private static boolean has(AdapterConfigFile said, Quirk quirk) {
    return Registry.find(said.modelType())
        .filter(known -> known.architecture().quirks().contains(quirk))
        .isPresent();
  }

  private static String ofInverse(boolean undoes) {
    return """

    The invertible adapter was trained with its inverse %s the vocabulary projection; the
    class that the library makes of these files computes it %s. Graft reads `inverse` in
    `adapter_config.json` and computes what was trained.
    """
        .formatted(
            undoes ? "before" : "left out before", undoes ? "without the inverse" : "with it");
  }

  private static String ofMaskedLm(SavedAdapter saved) {
    String modelClass =
        saved
            .head()
            .map(SavedPart::envelope)
            .filter(head -> head.config().isEmpty())
            .orElse(saved.adapter().envelope())
            .modelClass();
    return modelClass.endsWith("ForMaskedLM")
        ? """

        The library's conversion of the head of `%1$s` to one of its own drops `lm_head.bias`. To
        compute the same, load the adapter into a `%1$s` after `adapters.init(model)`.
        """
            .formatted(modelClass)
        : "";
  }
}
