package graft.adapter.layer;

import graft.spec.adapter.BottleneckConfig;
import graft.tensor.Init;

/** Makes the two projections of each bottleneck. */
public sealed interface Projections permits Projections.OfDense, PhmProjections {
  /**
   * From the hidden to the narrow width.
   *
   * @param name of the layer in files: {@code adapter_down.0}
   */
  Projection down(String path, String name, long hidden, long narrow);

  /** Back from the narrow to the hidden width. */
  Projection up(String path, String name, long hidden, long narrow);

  /** Two matrices with biases of their own, started as {@code init_weights} says. */
  record OfDense(BottleneckConfig.Init start, Modules modules) implements Projections {
    @Override
    public Projection down(String path, String name, long hidden, long narrow) {
      Init init =
          switch (start) {
            case BERT -> new Init.Normal(0.02);
            case MAM_ADAPTER -> Init.linear(hidden);
            case HOULSBY -> new Init.TruncatedNormal(0.01, 0.02);
          };
      return Dense.create(modules, path, name, init, hidden, narrow);
    }

    @Override
    public Projection up(String path, String name, long hidden, long narrow) {
      Init init =
          switch (start) {
            case BERT -> new Init.Normal(0.02);
            case MAM_ADAPTER -> Init.ZEROS;
            case HOULSBY -> new Init.TruncatedNormal(0.01, 0.02);
          };
      return Dense.create(modules, path, name, init, narrow, hidden);
    }
  }
}
