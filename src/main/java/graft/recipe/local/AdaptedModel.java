package graft.recipe.local;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.adapter.Adapter;
import graft.head.Head;
import graft.head.Heads;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.recipe.AdapterSource;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.TaskSpec;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A base model with an adapter and a head. Owns the tensors of both, not the model; used by one
 * thread.
 */
record AdaptedModel(BaseModel model, NDManager manager, Adapter adapter, Head head)
    implements AutoCloseable {
  /** Creates adapter and head with tensors that start from the seed. */
  static AdaptedModel create(BaseModel model, AdapterConfig config, TaskSpec task, long seed) {
    NDManager manager = model.newManager();
    try {
      Adapter adapter = Adapter.fit(config, model.sites(), Parameters.in(manager, seed));
      Head head = Heads.create(task, model, Parameters.in(manager, seed));
      return new AdaptedModel(model, manager, adapter, head);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** The saved adapter with its head. */
  static AdaptedModel open(BaseModel model, AdapterSource source) {
    AdapterManifest manifest = AdapterFiles.manifest(source.directory());
    AdaptedModel adapted = create(model, manifest.adapter(), manifest.task(), 0);
    try {
      AdapterFiles.read(source.directory(), adapted);
      return adapted;
    } catch (RuntimeException e) {
      adapted.close();
      throw e;
    }
  }

  /** The same model and head with another adapter, whose tensors this one does not own. */
  AdaptedModel with(Adapter other) {
    return new AdaptedModel(model, manager, other, head);
  }

  /** What is trained: the adapter's tensors, then the head's. */
  List<Parameter> trainable() {
    return Stream.concat(
            adapter.parameters().trainable().stream(), head.parameters().trainable().stream())
        .toList();
  }

  /** The head's scores with the adapter, or what takes its place, switched on. */
  NDArray logits(Inputs inputs, Pass pass) {
    return logits(inputs, Optional.empty(), pass);
  }

  /**
   * The scores of some tokens only, which saves the head the others: a vocabulary is wide.
   *
   * @param places int64 (N), counted over all rows
   * @return (1, N, outputs) where there are places
   */
  NDArray logits(Inputs inputs, Optional<NDArray> places, Pass pass) {
    Encoded encoded = model.forward(inputs, pass);
    return head.logits(model, places.map(some -> at(some, encoded)).orElse(encoded), inputs, pass);
  }

  private static Encoded at(NDArray places, Encoded encoded) {
    long width = encoded.hidden().getShape().get(2);
    NDArray rows = encoded.hidden().reshape(new Shape(-1, width));
    NDArray some = Ops.embedding(rows, places).reshape(new Shape(1, -1, width));
    return new Encoded(some, encoded.layers());
  }

  /** The adapter as it is, or folded into weights. */
  Setup setup(boolean isMerged) {
    return isMerged ? adapter.merged() : adapter.setup();
  }

  @Override
  public void close() {
    manager.close();
  }
}
