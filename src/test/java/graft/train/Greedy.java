package graft.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.tensor.Masks;
import graft.tensor.Parameter;
import graft.tensor.change.SelfChange;
import java.util.List;

/** A model that asks the engine for more memory than any machine has, for batches above a size. */
record Greedy(TinyClassifier model, int most) implements Trainable<Rows> {
  private static final Shape TERABYTES = new Shape(1L << 44);

  @Override
  public List<Parameter> parameters() {
    return model.parameters();
  }

  @Override
  public List<Trainable<Rows>> replicas() {
    return List.of();
  }

  @Override
  public List<SelfChange> changes() {
    return model.changes();
  }

  @Override
  public long targets(Rows batch) {
    return model.targets(batch);
  }

  @Override
  public long tokens(Rows batch) {
    return model.tokens(batch);
  }

  @Override
  public long padding(Rows batch) {
    return model.padding(batch);
  }

  @Override
  public List<Part<Rows>> parts(Rows batch, int finer) {
    return model.parts(batch, finer);
  }

  @Override
  public NDArray loss(Rows batch, Masks masks) {
    if (batch.size() > most) {
      return model.manager.ones(TERABYTES).sum();
    }
    return model.loss(batch, masks);
  }
}
