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
            String place = PLACES.get(parameter.name().tensor());
            float[] values = place == null ? null : own.tensors().get(place);
            if (values != null && values.length == parameter.value().getShape().size()) {
              parameters.set(parameter, values, parameter.value().getShape().getShape());
            }
          }
        });
  }
}
