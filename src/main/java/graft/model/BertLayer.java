package graft.model;

import ai.djl.ndarray.NDArray;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.site.Role;
import graft.site.SublayerSite;
import graft.spec.Activation;
import graft.tensor.Ops;

/**
 * One post-norm layer: self-attention and feed-forward, each followed by dropout, residual and
 * norm.
 */
final class BertLayer {
  private final LinearSite query;
  private final LinearSite key;
  private final LinearSite value;
  private final Attention attention;
  private final LinearSite attentionOutput;
  private final SublayerSite afterAttention;
  private final LinearSite intermediate;
  private final Activation activation;
  private final LinearSite output;
  private final SublayerSite afterFeedForward;
  private final double dropout;

  BertLayer(LayerBuilder at, BertShape shape) {
    int hidden = shape.hidden();
    query = at.linear(Role.QUERY, "attention.self.query", hidden, hidden);
    key = at.linear(Role.KEY, "attention.self.key", hidden, hidden);
    value = at.linear(Role.VALUE, "attention.self.value", hidden, hidden);
    attention =
        new Attention(
            at.attention(Role.SELF_ATTENTION, "attention.self", shape.heads(), shape.headSize()),
            shape.attentionDropout());
    attentionOutput = at.linear(Role.ATTENTION_OUTPUT, "attention.output.dense", hidden, hidden);
    afterAttention =
        at.postNorm(
            Role.SELF_ATTENTION,
            "attention.output",
            hidden,
            at.layerNorm("attention.output.LayerNorm", hidden, shape.eps()));
    intermediate = at.linear(Role.INTERMEDIATE, "intermediate.dense", hidden, shape.intermediate());
    activation = shape.activation();
    output = at.linear(Role.OUTPUT, "output.dense", shape.intermediate(), hidden);
    afterFeedForward =
        at.postNorm(
            Role.FEED_FORWARD,
            "output",
            hidden,
            at.layerNorm("output.LayerNorm", hidden, shape.eps()));
    dropout = shape.hiddenDropout();
  }

  NDArray forward(NDArray hidden, NDArray mask, Pass pass) {
    NDArray context =
        attention.attend(
            hidden,
            query.forward(hidden, pass),
            key.forward(hidden, pass),
            value.forward(hidden, pass),
            mask,
            pass);
    NDArray attended = drop(attentionOutput.forward(context, pass), afterAttention, pass);
    NDArray middle = afterAttention.forward(attended, hidden, pass);
    NDArray wide = Ops.activation(activation, intermediate.forward(middle, pass));
    NDArray narrow = drop(output.forward(wide, pass), afterFeedForward, pass);
    return afterFeedForward.forward(narrow, middle, pass);
  }

  private NDArray drop(NDArray x, SublayerSite at, Pass pass) {
    return pass.dropout(x, dropout, at.id().modulePath());
  }
}
