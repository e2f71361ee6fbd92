package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.architecture.Architecture;
import graft.architecture.ModelConfig;
import graft.format.Tensors;
import graft.site.Pass;
import graft.site.Sites;
import graft.spec.job.UsualHeads;
import graft.tensor.Gradients;
import java.util.Optional;

/**
 * A network with what it owns: the opened tensors, and the manager that they were read into.
 *
 * @param projection that words are told by, if it is not the word embeddings
 * @param parameters number of elements of all tensors that were read
 * @param bytes of these
 */
record FrozenModel(
    Architecture architecture,
    ModelConfig config,
    Network network,
    Sites sites,
    OwnProjection projection,
    long parameters,
    long bytes,
    Tensors tensors,
    NDManager manager)
    implements BaseModel {
  @Override
  public ModelInfo info() {
    return network.info().tied(projection.isTied());
  }

  @Override
  public Encoded forward(Inputs inputs, Pass pass) {
    return network.forward(inputs, pass);
  }

  @Override
  public int regime(int length) {
    return text().map(network -> network.regime(length)).orElse(0);
  }

  @Override
  public boolean hasPooler() {
    return network.hasPooler();
  }

  @Override
  public Optional<NDArray> pooled(NDArray vectors, Pass pass) {
    return network.pooled(vectors, pass);
  }

  @Override
  public UsualHeads usualHeads() {
    return architecture.usualHeads(config);
  }

  @Override
  public Optional<NDArray> tokenEmbedding() {
    return text().map(TextNetwork::tokenEmbedding);
  }

  @Override
  public Optional<NDArray> vocabularyProjection() {
    return projection.weight();
  }

  @Override
  public Optional<NDArray> vocabularyBias() {
    return text().flatMap(TextNetwork::vocabularyBias);
  }

  private Optional<TextNetwork> text() {
    return switch (network) {
      case TextNetwork text -> Optional.of(text);
      case ImageNetwork _ -> Optional.empty();
    };
  }

  @Override
  public Optional<PretrainedLmHead> languageModelHead() {
    return architecture
        .lmHead()
        .flatMap(head -> PretrainedLmHead.read(head, config.activation(head), tensors));
  }

  @Override
  public NDManager newManager() {
    return manager.newSubManager();
  }

  @Override
  public void close() {
    Gradients.off(() -> {
      manager.close();
      return tensors;
    });
    tensors.close();
  }
}
