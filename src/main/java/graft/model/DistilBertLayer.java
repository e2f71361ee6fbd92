package graft.model;

import ai.djl.ndarray.NDArray;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.site.Role;
import graft.site.SublayerSite;
import graft.spec.Activation;
import graft.tensor.Ops;

/** One post-norm layer: self-attention and feed-forward, each followed by residual and norm. */
final class DistilBertLayer {
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

  DistilBertLayer(LayerBuilder at, DistilBertShape shape) {
    int hidden = shape.hidden();
    query = at.linear(Role.QUERY, "attention.q_lin", hidden, hidden);
    key = at.linear(Role.KEY, "attention.k_lin", hidden, hidden);
    value = at.linear(Role.VALUE, "attention.v_lin", hidden, hidden);
    attention =
        new Attention(
            at.attention(
                Role.SELF_ATTENTION, "attention", shape.heads(), shape.headSize(), hidden, "self"),
            shape.attentionDropout());
    attentionOutput = at.linear(Role.ATTENTION_OUTPUT, "attention.out_lin", hidden, hidden);
    afterAttention =
        at.postNorm(
            Role.SELF_ATTENTION,
            "attention_adapters",
            hidden,
            at.layerNorm("sa_layer_norm", hidden, DistilBertShape.EPS));
    intermediate = at.linear(Role.INTERMEDIATE, "ffn.lin1", hidden, shape.intermediate());
    activation = shape.activation();
    output = at.linear(Role.OUTPUT, "ffn.lin2", shape.intermediate(), hidden);
    afterFeedForward =
        at.postNorm(
            Role.FEED_FORWARD,
            "output_adapters",
            hidden,
            at.layerNorm("output_layer_norm", hidden, DistilBertShape.EPS));
    dropout = shape.dropout();
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
    NDArray middle = afterAttention.forward(attentionOutput.forward(context, pass), hidden, pass);
    NDArray wide = Ops.activation(activation, intermediate.forward(middle, pass));
    NDArray narrow =
        pass.dropout(output.forward(wide, pass), dropout, afterFeedForward.id().modulePath());
    return afterFeedForward.forward(narrow, middle, pass);
  }
}
