package graft.conformance;

import graft.architecture.ModelConfig;
import graft.format.model.ModelDirectory;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.parity.ParityModels;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One tiny model of each architecture, read when it is asked for. */
final class Loaded implements AutoCloseable {
  /** Every architecture that there is, as soon as it has reference numbers. */
  static final List<String> ALL = ParityModels.architectures();

  /**
   * Encoders whose projections are apart and as wide as BERT's, so that one formula counts them.
   */
  static final List<String> LIKE_BERT =
      List.of(
          "albert",
          "bert",
          "deberta-v2",
          "distilbert",
          "electra",
          "mpnet",
          "roberta",
          "xlm-roberta");

  private final Map<String, BaseModel> models = new LinkedHashMap<>();

  BaseModel model(String architecture) {
    return models.computeIfAbsent(architecture, Loaded::load);
  }

  private static BaseModel load(String architecture) {
    ModelDirectory model = ModelDirectory.open(ParityModels.first(architecture));
    return Architectures.load(
        new ModelConfig(model.config()),
        model.weights(),
        Devices.manager(new DeviceId("cpu")),
        false);
  }

  @Override
  public void close() {
    models.values().forEach(BaseModel::close);
    models.clear();
  }
}
