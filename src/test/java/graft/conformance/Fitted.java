package graft.conformance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.adapter.Adapter;
import graft.image.PixelShape;
import graft.model.BaseModel;
import graft.model.Inputs;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import graft.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An adapter on a model, and what can be seen of the two. */
record Fitted(BaseModel model, NDManager manager, Adapter adapter) implements AutoCloseable {
  private static final long[] TOKENS = {5, 17, 33, 9, 2, 41, 8, 23, 12, 7, 30, 4};
  private static final Shape SHAPE = new Shape(2, 6);

  /** What holds signs and a rotation, which would be none any more. */
  private static final String ORTHONORMAL = "parametrizations.weight";

  static Fitted of(BaseModel model, AdapterConfig config) {
    NDManager manager = model.newManager();
    return new Fitted(
        model, manager, Adapter.fit(config, model.sites(), Parameters.in(manager, 11)));
  }

  /** Every tensor somewhere else than at its start, which may hide a gradient or a difference. */
  Fitted moved() {
    Random random = new Random(3);
    for (Parameter parameter : adapter.parameters().all()) {
      if (parameter.name().tensor().contains(ORTHONORMAL)) {
        continue;
      }
      float[] values = HostMemory.floats(parameter.value());
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (0.1 * random.nextGaussian());
      }
      adapter.parameters().set(parameter, values, parameter.value().getShape().getShape());
    }
    return this;
  }

  /** Hidden states of the text with the adapter on. */
  float[] outputs() {
    return outputs(adapter.setup());
  }

  float[] outputs(Setup setup) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        return HostMemory.floats(forward(setup));
      }
    });
  }

  /** What the model gives without any adapter. */
  float[] base() {
    return outputs(Setup.builder().build());
  }

  /** Runs a backward pass of a loss that every output takes part in; the loss. */
  double backward() {
    try (Scope scope = new Scope()) {
      NDArray loss =
          Gradients.recorded(() -> {
            NDArray hidden = forward(adapter.setup());
            return Ops.mul(hidden, weights(hidden.getShape())).sum();
          });
      Gradients.backward(loss);
      return loss.getFloat();
    }
  }

  /** Different for each element, so that a norm's output does not sum to a constant. */
  private NDArray weights(Shape shape) {
    return manager.create(waves((int) shape.size()), shape);
  }

  private NDArray forward(Setup setup) {
    return model.forward(inputs(), Pass.of(setup)).text().hidden();
  }

  private Inputs inputs() {
    return model
        .info()
        .picture()
        .<Inputs>map(this::pixels)
        .orElseGet(() -> {
          NDArray tokens = manager.create(TOKENS, SHAPE);
          return new Inputs.Text(tokens, tokens.onesLike(), null);
        });
  }

  private Inputs pixels(PixelShape picture) {
    Shape shape = new Shape(2, picture.channels(), picture.height(), picture.width());
    return new Inputs.Pixels(manager.create(waves((int) shape.size()), shape));
  }

  private static float[] waves(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) Math.sin(i);
    }
    return values;
  }

  /** The bytes of every projection of the base model. */
  List<float[]> projections() {
    List<float[]> weights = new ArrayList<>();
    for (LinearSite site : model.sites().linear()) {
      weights.add(HostMemory.floats(site.weights().weight()));
    }
    return weights;
  }

  @Override
  public void close() {
    manager.close();
  }
}
