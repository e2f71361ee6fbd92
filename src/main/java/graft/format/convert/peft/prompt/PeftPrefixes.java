package graft.format.convert.peft.prompt;

import graft.architecture.Registry;
import graft.format.FormatRefusal;
import graft.spec.Excerpt;

/**
 * Where files have the prefixes of one adapter. PEFT's {@code prompt_embeddings} (P, layers · 2 ·
 * H) are AdapterHub's flat prefixes in the same order: for each position and layer a key and a
 * value. PEFT uses them as a cache of what came before the text, whose positions therefore begin at
 * P.
 *
 * @param prefix of the base model in a model with a head: {@code bert.}
 * @param location AdapterHub's word for the attention that they are for
 */
record PeftPrefixes(String prefix, String location) {
  /** PEFT's tensor. */
  static final String TENSOR = "prompt_embeddings";

  /** What the names of saved modules begin with: no adapter wraps the model. */
  static final String ROOT = "base_model.";

  /**
   * Prefixes of an architecture.
   *
   * @throws graft.spec.GraftException {@code FORMAT_NOT_SUPPORTED} if PEFT tunes none there, as in
   *     models that take no cache
   */
  static PeftPrefixes of(String modelType) {
    return Registry.find(modelType)
        .map(Registry.Entry::architecture)
        .flatMap(known ->
            known.prefixLocation().map(location -> new PeftPrefixes(known.prefix(), location)))
        .orElseThrow(() ->
            FormatRefusal.of(
                "prefixes of "
                    + Excerpt.printable(modelType)
                    + " models are not moved to or from PEFT"));
  }

  /** AdapterHub's name of what belongs to prefixes: {@code control_trans}. */
  String adapterHub(String adapter, String tensor) {
    return "%sprefix_tuning.prefix_tunings.%s.%s.%s".formatted(prefix, adapter, location, tensor);
  }
}
