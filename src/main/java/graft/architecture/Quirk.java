package graft.architecture;

/** What the reference libraries do with an architecture otherwise than one may think. */
public enum Quirk {
  /** Its prefixes are lost in every attention but the eager one. */
  PREFIXES_NEED_EAGER_ATTENTION,
  /**
   * Transformers' classes of it that write, and those that tell spans, are the base model itself:
   * in them its modules have no prefix.
   */
  PREFIX_WITH_SEQUENCE_HEADS_ONLY,
  /** Transformers' class of it that tells spans calls its base model so ({@link SpanPrefix}). */
  SPANS_ARE_OF_TRANSFORMER,
  /** Its conversion of the language modelling head to one of its own drops the bias. */
  CONVERSION_DROPS_LM_BIAS,
  /**
   * Its native classes undo invertible adapters before the vocabulary projection, as few do (D8).
   */
  NATIVE_CLASSES_UNDO_INVERTIBLE,
  /** Its classes call their modules otherwise from transformers 5 on ({@link LaterNames}). */
  CLASSES_WERE_RENAMED
}
