package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.architecture.Architecture;
import graft.architecture.LmHead;
import graft.format.MappedPages;
import graft.format.Tensor;
import graft.site.Sites;
import java.util.Optional;

/**
 * Whether words are told by the word embeddings, or by a projection that the checkpoint has beside
 * them. As the reference has it, a configuration that ties the two counts only where the files do
 * not have both, with different numbers.
 *
 * @param isTied whether the word embeddings are the projection
 * @param weight of another one (V, H), in models whose head is nothing else
 */
record OwnProjection(boolean isTied, Optional<NDArray> weight) {
  static OwnProjection of(
      Architecture architecture, Network network, Sites sites, WeightReader weights) {
    Optional<LmHead> head = architecture.lmHead();
    String name = head.map(LmHead::decoder).orElse("") + ".weight";
    if (network.info().tiesEmbeddings() && !hasBoth(name, sites, weights)) {
      return new OwnProjection(true, Optional.empty());
    }
    boolean isAlone = head.filter(own -> own.layers() == 1).isPresent();
    return isAlone && network instanceof TextNetwork text
        ? new OwnProjection(false, read(name, text, weights))
        : new OwnProjection(false, Optional.empty());
  }

  private static Optional<NDArray> read(String name, TextNetwork text, WeightReader weights) {
    Shape words = text.tokenEmbedding().getShape();
    return weights.readIfThere(name, words.get(0), words.get(1));
  }

  private static boolean hasBoth(String name, Sites sites, WeightReader weights) {
    Optional<Tensor> words =
        sites.words().flatMap(site -> weights.find(site.id().modulePath() + ".weight"));
    Optional<Tensor> own = weights.find(name);
    return words.isPresent() && own.isPresent() && differ(words.get(), own.get());
  }

  private static boolean differ(Tensor words, Tensor own) {
    boolean differ = !words.equals(own.named(words.name()));
    MappedPages.release(words.data());
    MappedPages.release(own.data());
    return differ;
  }
}
