package graft.model;

import graft.site.Role;
import java.util.OptionalDouble;

/** DistilBERT's layers, which drop nothing after the attention's output projection. */
final class DistilBertLayer {
  private DistilBertLayer() {}

  static PostNormLayer create(LayerBuilder at, DistilBertShape shape) {
    int hidden = shape.hidden();
    return new PostNormLayer(
        at.linear(Role.QUERY, "attention.q_lin", hidden, hidden),
        at.linear(Role.KEY, "attention.k_lin", hidden, hidden),
        at.linear(Role.VALUE, "attention.v_lin", hidden, hidden),
        new Attention(
            at.attention(
                Role.SELF_ATTENTION, "attention", shape.heads(), shape.headSize(), hidden, "self"),
            shape.attentionDropout()),
        at.linear(Role.ATTENTION_OUTPUT, "attention.out_lin", hidden, hidden),
        OptionalDouble.empty(),
        at.postNorm(
            Role.SELF_ATTENTION,
            "attention_adapters",
            hidden,
            at.layerNorm("sa_layer_norm", hidden, DistilBertShape.EPS),
            shape.attentionDropout()),
        at.linear(Role.INTERMEDIATE, "ffn.lin1", hidden, shape.intermediate()),
        shape.activation(),
        at.linear(Role.OUTPUT, "ffn.lin2", shape.intermediate(), hidden),
        shape.dropout(),
        at.postNorm(
            Role.FEED_FORWARD,
            "output_adapters",
            hidden,
            at.layerNorm("output_layer_norm", hidden, DistilBertShape.EPS),
            shape.attentionDropout()));
  }
}
