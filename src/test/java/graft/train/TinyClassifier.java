package graft.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.Activation;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import graft.tensor.HostMemory;
import graft.tensor.Init;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import graft.tensor.Scope;
import graft.tensor.change.SelfChange;
import java.util.Arrays;
import java.util.List;

/** Two linear layers with a tanh and dropout between them. */
final class TinyClassifier implements Trainable<Rows>, AutoCloseable {
  private static final int HIDDEN = 8;

  final NDManager manager = Devices.manager(new DeviceId("cpu"));
  private final Parameters parameters;
  private final double dropout;
  private final NDArray down;
  private final NDArray up;
  private final NDArray bias;

  TinyClassifier(long seed, double dropout) {
    this.dropout = dropout;
    parameters = Parameters.in(manager, seed);
    down = create("down", new Shape(HIDDEN, Rows.WIDTH));
    up = create("up", new Shape(Rows.WIDTH, HIDDEN));
    bias = create("bias", new Shape(Rows.WIDTH));
  }

  private NDArray create(String name, Shape shape) {
    return parameters.create(new ParameterName("", "tiny", name), shape, Init.linear(shape.get(0)));
  }

  @Override
  public List<Parameter> parameters() {
    return parameters.trainable();
  }

  @Override
  public List<Trainable<Rows>> replicas() {
    return List.of();
  }

  @Override
  public List<SelfChange> changes() {
    return List.of();
  }

  @Override
  public long targets(Rows batch) {
    return Arrays.stream(batch.classes()).filter(label -> label != Rows.IGNORED).count();
  }

  @Override
  public long tokens(Rows batch) {
    return batch.size();
  }

  @Override
  public long padding(Rows batch) {
    return 1;
  }

  @Override
  public List<Part<Rows>> parts(Rows batch, int finer) {
    return batch.parts(finer);
  }

  @Override
  public NDArray loss(Rows batch, Masks masks) {
    return Ops.crossEntropy(logits(batch, masks), manager.create(batch.classes()), Rows.IGNORED, 0);
  }

  int[] predict(Rows batch) {
    try (Scope scope = new Scope()) {
      float[] logits = HostMemory.floats(logits(batch, Masks.none()));
      int[] classes = new int[batch.size()];
      for (int row = 0; row < classes.length; row++) {
        for (int label = 1; label < Rows.WIDTH; label++) {
          if (logits[row * Rows.WIDTH + label] > logits[row * Rows.WIDTH + classes[row]]) {
            classes[row] = label;
          }
        }
      }
      return classes;
    }
  }

  List<float[]> weights() {
    return parameters().stream().map(parameter -> HostMemory.floats(parameter.value())).toList();
  }

  @Override
  public void close() {
    manager.close();
  }

  private NDArray logits(Rows batch, Masks masks) {
    NDArray x = manager.create(batch.points(), new Shape(batch.size(), Rows.WIDTH));
    NDArray hidden = Ops.activation(Activation.TANH, Ops.linear(x, down));
    return Ops.linear(masks.dropout(hidden, dropout, "hidden"), up, bias);
  }
}
