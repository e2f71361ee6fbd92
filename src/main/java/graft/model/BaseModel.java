package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.site.Pass;
import graft.site.Sites;
import java.util.Optional;

/**
 * A frozen transformer. Never changes, so several threads may run passes at once; who loaded it
 * closes it.
 */
public interface BaseModel extends AutoCloseable {
  Sites sites();

  ModelFacts facts();

  Encoded forward(Inputs inputs, Pass pass);

  /** {@code tanh(W h₀ + b)} of the first position (B, H); empty where the model has no pooler. */
  Optional<NDArray> pooled(Encoded encoded, Pass pass);

  /** Word embeddings (V, H), for heads that are tied to them. */
  NDArray tokenEmbedding();

  /** The masked language modelling head that came with the checkpoint, if one did. */
  Optional<CheckpointHead> maskedLmHead();

  /** A manager on the model's device; the caller closes it. */
  NDManager newManager();

  @Override
  void close();
}
