package graft.site;

import ai.djl.ndarray.NDArray;

/** Where keys and values are split into heads, before the scores. */
public record AttentionSite(SiteId id, int heads, int headSize) implements Site {
  /** The keys and values with what sits here. */
  public KeyValue extend(KeyValue keyValue, NDArray query, Pass pass) {
    return pass.setup()
        .attention(id)
        .map(adapter -> adapter.extend(keyValue, query, pass))
        .orElse(keyValue);
  }
}
