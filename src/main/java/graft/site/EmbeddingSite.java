package graft.site;

import ai.djl.ndarray.NDArray;

/**
 * Behind the embeddings.
 *
 * @param holder published path of the module whose embeddings they are: the name in files of what
 *     sits here; empty for the model as a whole
 * @param width H
 */
public record EmbeddingSite(SiteId id, String holder, long width) implements Site {
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
