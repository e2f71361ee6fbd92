package graft.generate.decode;

import graft.architecture.ModelConfig;
import graft.format.model.ModelDirectory;
import graft.generate.Choice;
import graft.generate.Generation;
import graft.generate.Generator;
import graft.generate.Prompt;
import graft.generate.Search;
import graft.head.Head;
import graft.head.Heads;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.parity.ParityModels;
import graft.spec.DeviceId;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Devices;
import graft.tensor.Parameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A greedy search of a fixed length that remembers what it saw and chose. */
final class Written implements Search {
  final List<float[]> logits = new ArrayList<>();
  final List<Integer> tokens = new ArrayList<>();
  final Generation generation;
  private final int length;

  private Written(Generator generator, int[] prompt, int length) {
    this.length = length;
    generation = generator.submit(new Prompt(prompt, length), this);
  }

  static Written submit(Generator generator, int[] prompt, int length) {
    return new Written(generator, prompt, length);
  }

  static void finish(Generator generator) {
    while (generator.step()) {}
  }

  @Override
  public int rows() {
    return 1;
  }

  @Override
  public Choice advance(List<float[]> now) {
    float[] row = now.getFirst();
    logits.add(row);
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      best = row[i] > row[best] ? i : best;
    }
    tokens.add(best);
    return tokens.size() == length ? Choice.END : Choice.of(best);
  }

  static BaseModel load(Path directory, Map<String, ?> changes) {
    ModelDirectory model = ModelDirectory.open(directory);
    Map<String, Object> config = new TreeMap<>(model.config());
    config.putAll(changes);
    return Architectures.load(
        new ModelConfig(config), model.weights(), Devices.manager(new DeviceId("cpu")), false);
  }

  static BaseModel load(String architecture, String name) {
    return load(ParityModels.directory(architecture, name), Map.of());
  }

  /** The language model that the checkpoint came with. */
  static Head head(BaseModel model) {
    TaskType type = model.info().decoder().isPresent() ? TaskType.SEQ2SEQ_LM : TaskType.CAUSAL_LM;
    return Heads.create(
        new TaskSpec(type, List.of(), Optional.of(HeadSpec.CHECKPOINT)),
        model,
        Parameters.in(model.newManager(), 0));
  }
}
