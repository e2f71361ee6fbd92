package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.spec.Activation;
import graft.tensor.Ops;

/** What happens to every position by itself: (B, S, H) to (B, S, H). */
public sealed interface FeedForward {
  NDArray forward(NDArray x, Pass pass);

  /** {@code W₂ act(W₁ x)}. */
  record Plain(LinearSite intermediate, Activation activation, LinearSite output)
      implements FeedForward {
    @Override
    public NDArray forward(NDArray x, Pass pass) {
      NDArray wide = pass.part(() -> Ops.activation(activation, intermediate.forward(x, pass)));
      return output.forward(wide, pass);
    }
  }

  /** {@code W_down (act(W_gate x) ⊙ W_up x)} (Shazeer 2020). */
  record Gated(LinearSite gate, Activation activation, LinearSite up, LinearSite down)
      implements FeedForward {
    @Override
    public NDArray forward(NDArray x, Pass pass) {
      NDArray wide =
          pass.part(() ->
              Ops.mul(Ops.activation(activation, gate.forward(x, pass)), up.forward(x, pass)));
      return down.forward(wide, pass);
    }
  }
}
