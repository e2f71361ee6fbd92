package graft.recipe.finetune;

import ai.djl.ndarray.NDArray;
import graft.data.Batch;
import graft.tensor.Masks;
import graft.tensor.Parameter;
import graft.tensor.change.SelfChange;
import graft.train.Part;
import graft.train.Trainable;
import java.util.List;

/** A training whose memory is looked at in each pass, also in those of its replicas. */
record WatchedTraining(Training training, MemoryWatch memory) implements Trainable<Batch> {
  @Override
  public List<Parameter> parameters() {
    return training.parameters();
  }

  @Override
  public List<WatchedTraining> replicas() {
    return training.replicas().stream()
        .map(replica -> new WatchedTraining(replica, memory))
        .toList();
  }

  @Override
  public List<SelfChange> changes() {
    return training.changes();
  }

  @Override
  public long targets(Batch batch) {
    return training.targets(batch);
  }

  @Override
  public long tokens(Batch batch) {
    return training.tokens(batch);
  }

  @Override
  public long padding(Batch batch) {
    return training.padding(batch);
  }

  @Override
  public List<Part<Batch>> parts(Batch batch, int finer) {
    return training.parts(batch, finer);
  }

  @Override
  public NDArray loss(Batch batch, Masks masks) {
    NDArray loss = training.loss(batch, masks);
    memory.look(batch, training.parts().lanes());
    return loss;
  }
}
