package graft.recipe.checkpoint;

import graft.format.Tensor;
import graft.format.Tensors;
import graft.tensor.ParameterName;
import graft.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The tensors of a training's state, float32, each under what it is and the parameter's name; the
 * parameters' order is {@link StateJson}'s. Bytes are kept as they are.
 */
final class StateTensors {
  private static final String VALUE = "value/";
  private static final String FIRST = "exp_avg/";
  private static final String SECOND = "exp_avg_sq/";
  private static final String BEST = "best/";

  /** What is remembered beside, by its place. */
  private static final String MEMORY = "memory/";

  /** How often the optimizer has changed each parameter, in their order. */
  private static final String UPDATES = "updates";

  private StateTensors() {}

  static List<Tensor> of(TrainingState state) {
    List<TrainingState.Tensor> tensors = state.tensors();
    List<Tensor> all = new ArrayList<>();
    float[] updates = new float[tensors.size()];
    for (int i = 0; i < tensors.size(); i++) {
      TrainingState.Tensor tensor = tensors.get(i);
      all.add(flat(VALUE, tensor.name(), tensor.value()));
      all.add(flat(FIRST, tensor.name(), tensor.firstMoment()));
      all.add(flat(SECOND, tensor.name(), tensor.secondMoment()));
      updates[i] = tensor.updates();
    }
    all.add(Tensor.of(UPDATES, new long[] {updates.length}, updates));
    for (int i = 0; i < state.memory().size(); i++) {
      float[] values = state.memory().get(i);
      all.add(Tensor.of(MEMORY + i, new long[] {values.length}, values));
    }
    state
        .standing()
        .best()
        .ifPresent(best -> {
          for (int i = 0; i < tensors.size(); i++) {
            all.add(flat(BEST, tensors.get(i).name(), best.values().get(i)));
          }
        });
    return all;
  }

  private static Tensor flat(String kind, ParameterName name, float[] values) {
    return Tensor.of(kind + name, new long[] {values.length}, values);
  }

  /**
   * The trained tensors with their moments.
   *
   * @throws graft.spec.GraftException if one is missing
   */
  static List<TrainingState.Tensor> trained(Tensors file, List<ParameterName> names) {
    float[] updates = file.get(UPDATES).floats();
    List<TrainingState.Tensor> trained = new ArrayList<>();
    for (ParameterName name : names) {
      trained.add(
          new TrainingState.Tensor(
              name,
              file.get(VALUE + name).floats(),
              file.get(FIRST + name).floats(),
              file.get(SECOND + name).floats(),
              updates[trained.size()]));
    }
    return trained;
  }

  /** What is remembered; nothing where a training has no such thing. */
  static List<float[]> memory(Tensors file) {
    return IntStream.iterate(0, i -> file.contains(MEMORY + i), i -> i + 1)
        .mapToObj(i -> file.get(MEMORY + i).floats())
        .toList();
  }

  /** The best weights, where there are any. */
  static List<float[]> best(Tensors file, List<ParameterName> names) {
    Function<ParameterName, float[]> read = name -> file.get(BEST + name).floats();
    return names.stream().map(read).toList();
  }

  /** Free text for whoever opens the file with something else. */
  static Map<String, String> metadata(TrainingState state) {
    return Map.of("format", "pt", "step", Integer.toString(state.step()));
  }
}
