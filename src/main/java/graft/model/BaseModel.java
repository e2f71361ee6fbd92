package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.architecture.Architecture;
import graft.site.Pass;
import graft.site.Sites;
import graft.spec.job.UsualHeads;
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

  /** Bytes of these in the model's precision. */
  long bytes();

  Encoded forward(Inputs inputs, Pass pass);

  /**
   * A number that is the same for lengths of a row whose tokens have the same keys and values:
   * where it changes, nothing that was kept holds any more.
   */
  int regime(int length);

  boolean hasPooler();

  /** What the model's own pooler makes of vectors (…, H); empty where it has none. */
  Optional<NDArray> pooled(NDArray vectors, Pass pass);

  /** The heads of the model that are not told otherwise. */
  UsualHeads usualHeads();

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
  Optional<PretrainedLmHead> languageModelHead();

  /** A manager on the model's device; the caller closes it. */
  NDManager newManager();

  @Override
  void close();
}
