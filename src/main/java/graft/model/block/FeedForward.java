package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.spec.Activation;
import graft.tensor.Ops;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What happens to every position by itself: (B, S, H) to (B, S, H). */
public sealed interface FeedForward {
  NDArray forward(NDArray x, Pass pass);

  /**
   * {@code W₂ act(W₁ x)}.
   *
   * @param dropout before the second projection, in models that drop there
   */
  record Plain(
      LinearSite intermediate, Activation activation, OptionalDouble dropout, LinearSite output)
      implements FeedForward {
    /** Without dropout inside. */
    public Plain(LinearSite intermediate, Activation activation, LinearSite output) {
      this(intermediate, activation, OptionalDouble.empty(), output);
    }

    @Override
    public NDArray forward(NDArray x, Pass pass) {
      NDArray wide =
          pass.part(() ->
              dropped(
                  Ops.activation(activation, intermediate.forward(x, pass)),
                  dropout,
                  output,
                  pass));
      return output.forward(wide, pass);
    }
  }

  /**
   * {@code W_down (act(W_gate x) ⊙ W_up x)} (Shazeer 2020).
   *
   * @param dropout before the last projection, in models that drop there
   */
  record Gated(
      LinearSite gate,
      Activation activation,
      LinearSite up,
      OptionalDouble dropout,
      LinearSite down)
      implements FeedForward {
    /** Without dropout inside. */
    public Gated(LinearSite gate, Activation activation, LinearSite up, LinearSite down) {
      this(gate, activation, up, OptionalDouble.empty(), down);
    }

    @Override
    public NDArray forward(NDArray x, Pass pass) {
      return pass.keyValues().isPresent() && Ops.isOneCall(activation) && isPlain(pass)
          ? Ops.gated(activation, x, weight(gate, pass), weight(up, pass), weight(down, pass))
          : apart(x, pass);
    }

    /** Whether nothing is there but the weights. */
    private boolean isPlain(Pass pass) {
      return Stream.of(gate, up, down)
          .allMatch(site ->
              pass.setup().linear(site.id()).isEmpty() && site.current(pass).bias() == null);
    }

    private static NDArray weight(LinearSite site, Pass pass) {
      return site.current(pass).weight();
    }

    private NDArray apart(NDArray x, Pass pass) {
      NDArray wide =
          pass.part(() ->
              dropped(
                  Ops.mul(Ops.activation(activation, gate.forward(x, pass)), up.forward(x, pass)),
                  dropout,
                  down,
                  pass));
      return down.forward(wide, pass);
    }
  }

  /**
   * The same with gate and up side by side in one projection, the gate first.
   *
   * @param width of each
   */
  record GatedInOne(
      LinearSite both, long width, Activation activation, OptionalDouble dropout, LinearSite down)
      implements FeedForward {
    @Override
    public NDArray forward(NDArray x, Pass pass) {
      NDArray wide = pass.part(() -> gated(both.forward(x, pass), pass));
      return down.forward(wide, pass);
    }

    private NDArray gated(NDArray projected, Pass pass) {
      NDArray gate = Ops.activation(activation, Ops.slice(projected, 2, 0, width));
      NDArray product = Ops.mul(gate, Ops.slice(projected, 2, width, 2 * width));
      return dropped(product, dropout, down, pass);
    }
  }

  private static NDArray dropped(NDArray x, OptionalDouble p, LinearSite before, Pass pass) {
    return p.isPresent() ? pass.dropout(x, p.getAsDouble(), before.id().modulePath()) : x;
  }
}
