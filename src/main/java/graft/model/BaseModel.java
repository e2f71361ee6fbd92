package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.architecture.Architecture;
import graft.site.Pass;
import graft.site.Sites;
import java.util.Optional;

/**
 * A frozen transformer. Never changes, so several threads may run passes at once; who loaded it
 * closes it.
 */
public interface BaseModel extends AutoCloseable {
  Architecture architecture();

  Sites sites();

  ModelInfo info();

  /** Number of elements of all tensors. */
  long parameters();

  Encoded forward(Inputs inputs, Pass pass);

  boolean hasPooler();

  /** {@code tanh(W h₀ + b)} of the first position (B, H); empty where the model has no pooler. */
  Optional<NDArray> pooled(Encoded encoded, Pass pass);

  /**
   * Word embeddings (V, H), for heads that are tied to them; empty where the model reads no words.
   */
  Optional<NDArray> tokenEmbedding();

  /** The vocabulary projection (V, H) of the checkpoint where it is not the word embeddings. */
  Optional<NDArray> vocabularyProjection();

  /**
   * What the checkpoint's own vocabulary projection adds, V numbers, in models whose class does.
   */
  Optional<NDArray> vocabularyBias();

  /** The language modelling head that came with the checkpoint, if one did. */
  Optional<CheckpointHead> languageModelHead();

  /** A manager on the model's device; the caller closes it. */
  NDManager newManager();

  @Override
  void close();
}
