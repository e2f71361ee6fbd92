package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.architecture.Architecture;
import graft.site.Pass;
import graft.site.Sites;
import graft.spec.job.UsualHeads;
import java.util.Optional;

/**
 * A model's shapes without its numbers: enough to fit adapters and heads to it, on any machine and
 * in no time. It computes nothing.
 */
record Outline(BaseModel shapes) implements BaseModel {
  @Override
  public Architecture architecture() {
    return shapes.architecture();
  }

  @Override
  public Sites sites() {
    return shapes.sites();
  }

  @Override
  public ModelInfo info() {
    return shapes.info();
  }

  @Override
  public long parameters() {
    return shapes.parameters();
  }

  @Override
  public long bytes() {
    return shapes.bytes();
  }

  @Override
  public Encoded forward(Inputs inputs, Pass pass) {
    throw new UnsupportedOperationException("an outline has no numbers");
  }

  @Override
  public int regime(int length) {
    return shapes.regime(length);
  }

  @Override
  public boolean hasPooler() {
    return shapes.hasPooler();
  }

  @Override
  public Optional<NDArray> pooled(NDArray vectors, Pass pass) {
    throw new UnsupportedOperationException("an outline has no numbers");
  }

  @Override
  public UsualHeads usualHeads() {
    return shapes.usualHeads();
  }

  @Override
  public Optional<NDArray> tokenEmbedding() {
    return shapes.tokenEmbedding();
  }

  @Override
  public Optional<NDArray> vocabularyProjection() {
    return shapes.vocabularyProjection();
  }

  @Override
  public Optional<NDArray> vocabularyBias() {
    return shapes.vocabularyBias();
  }

  @Override
  public Optional<PretrainedLmHead> languageModelHead() {
    return shapes.languageModelHead();
  }

  @Override
  public NDManager newManager() {
    return shapes.newManager();
  }

  @Override
  public void close() {
    shapes.close();
  }
}
