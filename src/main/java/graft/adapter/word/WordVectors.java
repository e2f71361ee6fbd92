package graft.adapter.word;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.WordSite;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Ops;
import graft.tensor.Scope;

/** The vectors that a base model has for its words. */
public final class WordVectors {
  private WordVectors() {}

  /** Those of some tokens, one after the other. */
  public static float[] of(WordSite site, long[] ids) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        NDArray places = site.words().getManager().create(ids, new Shape(ids.length));
        return HostMemory.floats(Ops.embedding(site.words(), places));
      }
    });
  }
}
