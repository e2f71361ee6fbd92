package graft.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * First and last token of an answer within the input: logits (B, S, 2). The loss is the mean of two
 * cross-entropies over int64 targets (B, 2), where a place behind the sequence does not count.
 */
public final class QuestionAnswering implements Head {
  private final TokenScores scores;

  public QuestionAnswering(HeadShape shape, Parameters parameters) {
    scores = TokenScores.create(shape, parameters);
  }

  @Override
  public Parameters parameters() {
    return scores.parameters();
  }

  @Override
  public NDArray logits(BaseModel model, Encoded encoded, Inputs inputs, Pass pass) {
    return scores.logits(model, encoded, pass);
  }

  @Override
  public Map<String, @Nullable Object> config(List<String> labels) {
    return scores.config("question_answering", labels);
  }

  @Override
  public NDArray loss(NDArray logits, NDArray targets, double labelSmoothing) {
    return Ops.scale(Ops.add(ends(logits, targets, 0), ends(logits, targets, 1)), 0.5);
  }

  /** The cross-entropy of first (0) or last (1) tokens over all places of the sequence. */
  private static NDArray ends(NDArray logits, NDArray targets, int side) {
    long rows = logits.getShape().get(0);
    long length = logits.getShape().get(1);
    NDArray scores = Ops.slice(logits, 2, side, side + 1).reshape(new Shape(rows, length));
    NDArray places = Ops.slice(targets, 1, side, side + 1).reshape(new Shape(rows));
    return Ops.crossEntropy(scores, places.clip(0, length), length, 0);
  }
}
