package graft.model;

import ai.djl.ndarray.NDArray;
import graft.site.EmbeddingSite;
import graft.site.Pass;
import java.util.ArrayList;
import java.util.List;

/** What encoders with post-norm layers do from their embeddings on. */
record PostNormEncoder(EmbeddingSite embedding, List<PostNormLayer> layers) {
  PostNormEncoder {
    layers = List.copyOf(layers);
  }

  /**
   * All hidden states.
   *
   * @param embedded (B, S, H)
   * @param attentionMask (B, S), 1 for what may be seen
   */
  Encoded forward(NDArray embedded, NDArray attentionMask, Pass pass) {
    NDArray hidden = embedding.forward(embedded, pass);
    NDArray mask = PaddingMask.additive(attentionMask, hidden);
    List<NDArray> states = new ArrayList<>();
    states.add(hidden);
    for (PostNormLayer layer : layers) {
      NDArray before = states.getLast();
      states.add(pass.part(() -> layer.forward(before, mask, pass)));
    }
    return new Encoded(states.getLast(), states);
  }
}
