package graft.adapter.prefix;

/** Which rows of a pool are the key and the value of one attention module. */
public record PrefixRows(long key, long value) {
  /** A key and a value for each layer. */
  static PrefixRows ofLayer(int layer) {
    return new PrefixRows(2L * layer, 2L * layer + 1);
  }

  /**
   * Those that PEFT gives a layer of a decoder behind an encoder: it hands out rows for two
   * attentions a layer, of which the second is not used, and begins again where they end. So layers
   * share rows, and others have no use (D26).
   */
  static PrefixRows ofDecoder(int layer, PrefixShape shape) {
    long rows = 2L * shape.layers();
    return new PrefixRows(4L * layer % rows, (4L * layer + 1) % rows);
  }
}
