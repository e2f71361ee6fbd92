package graft.recipe.local;

import graft.parity.ParityModels;
import graft.recipe.AdapterSource;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.ModelInSetup;
import graft.recipe.ModelSource;
import graft.recipe.Outcome;
import graft.recipe.PredictSpec;
import graft.recipe.Turns;
import graft.recipe.adapted.LoadWatch;
import graft.recipe.adapted.LoadedModels;
import graft.spec.AdapterId;
import graft.spec.Codec;
import graft.spec.DeviceId;
import graft.spec.Faults;
import graft.spec.FileId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.CheckpointSpec;
import graft.spec.job.JobSpec;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A tiny BERT that learns to tell questions from statements, with adapters that build on others.
 */
final class Workbench implements AutoCloseable {
  static final DeviceId CPU = new DeviceId("cpu");
  static final List<Map<String, Object>> INPUTS =
      List.of(
          Map.of("text", "Is there a bus after midnight?"), Map.of("text", "The soup needs salt."));

  static final TrainingSpec THOROUGH =
      Codec.change(
              TrainingSpec.DEFAULTS, Map.of("epochs", 10, "learning_rate", 0.01), "", new Faults())
          .orElseThrow();

  final LoadedModels models;
  final LocalRecipes recipes;
  final ModelSource model;
  final Map<String, AdapterSource> adapters = new HashMap<>();
  private final Path directory;
  private final DataSource data;
  private final TrainingSpec training;

  Workbench(Path directory) throws IOException {
    this(
        directory,
        new ModelSource("bert-a", ParityModels.directory("bert", "bert-a"), "sha-of-bert-a"),
        THOROUGH,
        LoadWatch.NONE);
  }

  Workbench(Path directory, ModelSource model, TrainingSpec training, LoadWatch watch)
      throws IOException {
    this.directory = directory;
    this.model = model;
    this.training = training;
    models = new LoadedModels(watch);
    recipes = new LocalRecipes(models, Clock.systemUTC());
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      rows.add("{\"text\": \"Is there a bus after midnight?\", \"label\": \"ask\"}");
      rows.add("{\"text\": \"The soup needs salt.\", \"label\": \"tell\"}");
    }
    Path file = Files.write(directory.resolve("rows.jsonl"), rows);
    data = new DataSource(new FileId("file-1"), file, "rows.jsonl", "sha-of-rows");
  }

  /** The labelled rows that adapters are trained on. */
  DataSource data() {
    return data;
  }

  /** Trains an adapter, known from now on as {@code id}. */
  Map<String, Double> train(String id, String adapter, Object setup) {
    Path output = directory.resolve(id);
    Outcome outcome =
        recipes.fineTune(spec(id, adapter, setup), new Recorder(output, Integer.MAX_VALUE));
    adapters.put(id, new AdapterSource(new AdapterId(id), output, model, false));
    return ((Outcome.Finished) outcome).metrics();
  }

  FineTuneSpec spec(String id, String adapter, Object setup) {
    JobSpec job =
        new JobSpec(
            model.name(),
            data.id(),
            Optional.empty(),
            Optional.of(data.id()),
            Optional.empty(),
            id.hashCode(),
            new TaskSpec(
                TaskType.SEQUENCE_CLASSIFICATION, List.of("ask", "tell"), Optional.empty()),
            Map.of(),
            0,
            AdapterConfig.read(adapter),
            Optional.empty(),
            SetupSpec.read(setup),
            training,
            EvaluationSpec.DEFAULTS,
            CheckpointSpec.DEFAULTS,
            0,
            Map.of());
    return new FineTuneSpec(job, model, data, Optional.empty(), Optional.of(data), adapters);
  }

  List<Map<String, Object>> predict(String id, Object setup) {
    PredictSpec spec =
        new PredictSpec(
            ModelInSetup.of(source(id), SetupSpec.read(setup), adapters),
            INPUTS,
            Set.of("labels", "probabilities", "logits"));
    return recipes.predict(spec, Turns.alone(CPU));
  }

  AdapterSource source(String id) {
    AdapterSource source = adapters.get(id);
    if (source == null) {
      throw new AssertionError("no adapter " + id);
    }
    return source;
  }

  @Override
  public void close() {
    models.close();
  }
}
