package graft.site;

import ai.djl.ndarray.NDArray;

/**
 * Where keys and values are split into heads, before the scores.
 *
 * @param heads of keys and values
 * @param width H, of what enters the attention module
 * @param group the published word for all modules that are of one kind with this one: {@code
 *     self_prefix}, {@code cross_prefix} …
 */
public record AttentionSite(SiteId id, int heads, int headSize, long width, String group)
    implements Site {
  /** Of all heads' keys together. */
  public long keyWidth() {
    return (long) heads * headSize;
  }

  /** The keys and values with what sits here. */
  public KeyValue extend(KeyValue keyValue, NDArray query, Pass pass) {
    return pass.setup()
        .attention(id)
        .map(adapter -> adapter.extend(keyValue, query, pass))
        .orElse(keyValue);
  }
}
