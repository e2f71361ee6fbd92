package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import graft.tensor.Gradients;
import java.util.ArrayList;
import java.util.List;

/** The layers of a stack, each a few sublayers, one after the other. */
public record LayerColumn(List<List<Sublayer>> layers) {
  public LayerColumn {
    layers = layers.stream().map(List::copyOf).toList();
  }

  /** All hidden states (B, S, H): what came in, and what each layer made of it. */
  public List<NDArray> forward(NDArray embedded, Surroundings around, Pass pass) {
    List<NDArray> states = new ArrayList<>();
    states.add(embedded);
    for (List<Sublayer> layer : layers) {
      NDArray before = states.getLast();
      states.add(pass.part(() -> through(layer, before, around, pass)));
    }
    return states;
  }

  private static NDArray through(
      List<Sublayer> layer, NDArray before, Surroundings around, Pass pass) {
    NDArray hidden = before;
    for (Sublayer sublayer : layer) {
      NDArray entering = Gradients.meet(hidden);
      hidden = pass.part(() -> sublayer.forward(entering, around, pass));
    }
    return hidden;
  }
}
