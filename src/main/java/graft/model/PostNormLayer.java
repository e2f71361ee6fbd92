package graft.model;

import ai.djl.ndarray.NDArray;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.site.SublayerSite;
import graft.spec.Activation;
import graft.tensor.Ops;
import java.util.OptionalDouble;

/**
 * One encoder layer (Vaswani et al. 2017): self-attention and feed-forward, each followed by
 * residual and norm. Hidden states are (B, S, H).
 *
 * @param attentionDropout after the attention's output projection, in models that drop there
 * @param outputDropout after the feed-forward
 */
record PostNormLayer(
    LinearSite query,
    LinearSite key,
    LinearSite value,
    Attention attention,
    LinearSite attentionOutput,
    OptionalDouble attentionDropout,
    SublayerSite afterAttention,
    LinearSite intermediate,
    Activation activation,
    LinearSite output,
    double outputDropout,
    SublayerSite afterFeedForward) {
  NDArray forward(NDArray hidden, NDArray mask, Pass pass) {
    NDArray middle = pass.part(() -> attended(hidden, mask, pass));
    NDArray wide = pass.part(() -> Ops.activation(activation, intermediate.forward(middle, pass)));
    NDArray narrow = drop(output.forward(wide, pass), outputDropout, afterFeedForward, pass);
    return afterFeedForward.forward(narrow, middle, pass);
  }

  private NDArray attended(NDArray hidden, NDArray mask, Pass pass) {
    NDArray context =
        attention.attend(
            hidden,
            query.forward(hidden, pass),
            key.forward(hidden, pass),
            value.forward(hidden, pass),
            mask,
            pass);
    NDArray attended = attentionOutput.forward(context, pass);
    if (attentionDropout.isPresent()) {
      attended = drop(attended, attentionDropout.getAsDouble(), afterAttention, pass);
    }
    return afterAttention.forward(attended, hidden, pass);
  }

  private static NDArray drop(NDArray x, double p, SublayerSite at, Pass pass) {
    return pass.dropout(x, p, at.id().modulePath());
  }
}
