package graft.site;

import ai.djl.ndarray.NDArray;

/** Behind the embeddings; {@code width} is H. */
public record EmbeddingSite(SiteId id, long width) implements Site {
  public NDArray forward(NDArray embedded, Pass pass) {
    return pass.setup()
        .embedding(id)
        .map(adapter -> adapter.forward(embedded, pass))
        .orElse(embedded);
  }

  /** For the heads of language models. */
  public NDArray inverse(NDArray hidden, Pass pass) {
    return pass.setup().embedding(id).map(adapter -> adapter.inverse(hidden, pass)).orElse(hidden);
  }
}
