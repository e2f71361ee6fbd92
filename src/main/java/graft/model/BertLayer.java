package graft.model;

import graft.site.Role;
import java.util.OptionalDouble;

/** The layers of BERT and its relatives, under the names of their checkpoints. */
final class BertLayer {
  private BertLayer() {}

  static PostNormLayer create(LayerBuilder at, BertShape shape) {
    int hidden = shape.hidden();
    return new PostNormLayer(
        at.linear(Role.QUERY, "attention.self.query", hidden, hidden),
        at.linear(Role.KEY, "attention.self.key", hidden, hidden),
        at.linear(Role.VALUE, "attention.self.value", hidden, hidden),
        new Attention(
            at.attention(Role.SELF_ATTENTION, "attention.self", shape.heads(), shape.headSize()),
            shape.attentionDropout()),
        at.linear(Role.ATTENTION_OUTPUT, "attention.output.dense", hidden, hidden),
        OptionalDouble.of(shape.hiddenDropout()),
        at.postNorm(
            Role.SELF_ATTENTION,
            "attention.output",
            hidden,
            at.layerNorm("attention.output.LayerNorm", hidden, shape.eps()),
            shape.attentionDropout()),
        at.linear(Role.INTERMEDIATE, "intermediate.dense", hidden, shape.intermediate()),
        shape.activation(),
        at.linear(Role.OUTPUT, "output.dense", shape.intermediate(), hidden),
        shape.hiddenDropout(),
        at.postNorm(
            Role.FEED_FORWARD,
            "output",
            hidden,
            at.layerNorm("output.LayerNorm", hidden, shape.eps()),
            shape.attentionDropout()));
  }
}
