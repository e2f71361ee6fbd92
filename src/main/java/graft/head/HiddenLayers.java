package graft.head;

/** What all layers of a head but the last are. */
public enum HiddenLayers {
  /** Those of the reference library's flexible heads: with biases. */
  FLEXIBLE,
  /**
   * Linear without a bias, activation and a layer norm that only scales: the prediction head of
   * ModernBERT.
   */
  PREDICTION
}
