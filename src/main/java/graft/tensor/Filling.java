package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.tensor.random.CounterRandom;
import java.util.OptionalLong;

/** What the tensors of {@link Parameters} hold at first. */
sealed interface Filling {
  /**
   * Makes a tensor.
   *
   * @param moduleSeed if present, seeds the tensor without its path
   */
  NDArray tensor(ParameterName name, Shape shape, Init init, OptionalLong moduleSeed);

  /** What their initialisation says, drawn from a seed and their own name. */
  record Drawn(NDManager manager, long seed) implements Filling {
    @Override
    public NDArray tensor(ParameterName name, Shape shape, Init init, OptionalLong moduleSeed) {
      CounterRandom random =
          moduleSeed.isPresent()
              ? CounterRandom.of(moduleSeed.getAsLong(), 0, name.tensor())
              : CounterRandom.of(seed, 0, name.toString());
      return manager.create(Draw.values(init, Math.toIntExact(shape.size()), random), shape);
    }
  }

  /** Whatever the memory held, which is not even touched. */
  record None(NDManager manager) implements Filling {
    @Override
    public NDArray tensor(ParameterName name, Shape shape, Init init, OptionalLong moduleSeed) {
      return manager.create(shape, DataType.FLOAT32);
    }
  }

  /** The very memory of other parameters, with gradients of their own. */
  record Shared(NDManager manager, Parameters others) implements Filling {
    @Override
    public NDArray tensor(ParameterName name, Shape shape, Init init, OptionalLong moduleSeed) {
      NDArray value = others.find(name).orElseThrow().value();
      NDArray alias = Gradients.off(() -> Ops.call("detach", value));
      alias.attach(manager);
      return alias;
    }
  }

  /** Zeros. */
  record Zeros(NDManager manager) implements Filling {
    @Override
    public NDArray tensor(ParameterName name, Shape shape, Init init, OptionalLong moduleSeed) {
      return manager.zeros(shape, DataType.FLOAT32);
    }
  }
}
