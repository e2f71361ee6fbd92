package graft.head;

import graft.model.BaseModel;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.util.Map;

/**
 * The first layer of task heads that a checkpoint's head for masked words begins with, too:
 * training starts from it, as in the reference, which loads both by the same names.
 */
final class PredictionLayers {
  /** Places in the head for masked words by those in a task's. */
  private static final Map<String, String> PLACES =
      Map.of("1.weight", "0.weight", "2.norm.weight", "2.weight");

  private PredictionLayers() {}

  /** Takes over what the checkpoint has. */
  static void start(BaseModel model, Parameters parameters) {
    model
        .languageModelHead()
        .ifPresent(own -> {
          for (Parameter parameter : parameters.all()) {
            long[] shape = parameter.value().getShape().getShape();
            own.values(PLACES.getOrDefault(parameter.name().tensor(), ""))
                .filter(values -> values.length == parameter.value().getShape().size())
                .ifPresent(values -> parameters.set(parameter, values, shape));
          }
        });
  }
}
