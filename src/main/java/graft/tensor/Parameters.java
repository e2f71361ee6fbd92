package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Every tensor of an adapter or a head: what is trained, what is saved and what is counted is this
 * list. The manager owns the tensors, which must be created outside of any {@link Scope}. Used by
 * one thread at a time.
 */
public final class Parameters {
  private final NDManager manager;
  private final Filling filling;
  private final Map<ParameterName, Parameter> byName = new LinkedHashMap<>();
  private long count;

  private Parameters(NDManager manager, Filling filling) {
    this.manager = manager;
    this.filling = filling;
  }

  /**
   * No tensors yet; those to come start from {@code seed} and their own name, whatever order they
   * are made in.
   */
  public static Parameters in(NDManager manager, long seed) {
    return new Parameters(manager, new Filling.Drawn(manager, seed));
  }

  /**
   * No tensors yet; those to come hold anything at first: for what needs their names and shapes
   * only, or overwrites each of them. It costs neither time nor memory how large they are.
   */
  public static Parameters unfilled(NDManager manager) {
    return new Parameters(manager, new Filling.None(manager));
  }

  /**
   * No tensors yet; those to come are zeros: for what is computed only to see how long it takes.
   */
  public static Parameters zeros(NDManager manager) {
    return new Parameters(manager, new Filling.Zeros(manager));
  }

  /**
   * No tensors yet; those to come are the ones that another list has under the same names: they
   * change with them, and have gradients of their own.
   */
  public static Parameters sharing(NDManager manager, Parameters others) {
    return new Parameters(manager, new Filling.Shared(manager, others));
  }

  /** Creates a trainable tensor. */
  public NDArray create(ParameterName name, Shape shape, Init init) {
    return create(name, shape, init, OptionalLong.empty(), true);
  }

  /**
   * Creates a tensor.
   *
   * @param moduleSeed if present, seeds the tensor without its path, so that all modules of one
   *     method start alike
   */
  public NDArray create(
      ParameterName name, Shape shape, Init init, OptionalLong moduleSeed, boolean isTrainable) {
    NDArray value = filling.tensor(name, shape, init, moduleSeed);
    value.setRequiresGradient(isTrainable);
    if (byName.putIfAbsent(
            name,
            new Parameter(name, value, isTrainable, isTrainable ? Optional.empty() : known(init)))
        != null) {
      throw new IllegalStateException("two tensors named " + name);
    }
    count += shape.size();
    return value;
  }

  private static Optional<Supplier<float[]>> known(Init init) {
    return init instanceof Init.Known known ? Optional.of(known.values()) : Optional.empty();
  }

  public List<Parameter> all() {
    return List.copyOf(byName.values());
  }

  public List<Parameter> trainable() {
    return byName.values().stream().filter(Parameter::isTrainable).toList();
  }

  /** Number of elements of the tensors that training changes. */
  public long trainableCount() {
    return trainable().stream().mapToLong(parameter -> parameter.value().getShape().size()).sum();
  }

  public Optional<Parameter> find(ParameterName name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Number of elements of all tensors, those that are fixed included. */
  public long count() {
    return count;
  }

  /**
   * Overwrites a tensor with a file's.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} if the shape differs
   */
  public void set(Parameter parameter, float[] values, long[] shape) {
    long[] expected = parameter.value().getShape().getShape();
    if (!Arrays.equals(expected, shape)) {
      throw new GraftException(
          ErrorCode.INVALID_ADAPTER,
          parameter.name()
              + ": expected shape "
              + Arrays.toString(expected)
              + ", found "
              + Arrays.toString(shape));
    }
    try (NDArray source = manager.create(values, new Shape(shape))) {
      parameter.set(source);
    }
  }

  /**
   * Makes every tensor fixed: for an adapter that takes part in a training without being trained.
   */
  public void freeze() {
    List<Parameter> frozen = new ArrayList<>();
    for (Parameter parameter : byName.values()) {
      parameter.value().setRequiresGradient(false);
      frozen.add(new Parameter(parameter.name(), parameter.value(), false, parameter.known()));
    }
    frozen.forEach(parameter -> byName.put(parameter.name(), parameter));
  }
}
