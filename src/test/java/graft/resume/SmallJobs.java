package graft.resume;

import ai.djl.ndarray.NDManager;
import graft.parity.ParityModels;
import graft.recipe.AdapterSource;
import graft.recipe.CheckpointStore;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.ModelSource;
import graft.recipe.Outcome;
import graft.recipe.Run;
import graft.recipe.adapted.LoadedModels;
import graft.recipe.local.LocalRecipes;
import graft.spec.AdapterId;
import graft.spec.Codec;
import graft.spec.DeviceId;
import graft.spec.Faults;
import graft.spec.FileId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.CheckpointSpec;
import graft.spec.job.JobSpec;
import graft.spec.job.Precision;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A tiny BERT that learns from a dozen rows with everything on that a training has: dropout,
 * unequal batches that are accumulated, a schedule, evaluations of which the best counts. Whoever
 * opens the same directory, in whatever process, gets the same jobs.
 */
final class SmallJobs implements AutoCloseable {
  private static final List<String> WORDS =
      List.of("soup", "bus", "night", "salt", "river", "song", "stone");

  private final LoadedModels models = new LoadedModels();
  private final LocalRecipes recipes = new LocalRecipes(models, Clock.systemUTC());
  private final Path directory;
  private final int epochs;
  private final ModelSource model;
  private final DataSource data;

  /**
   * @param epochs of two steps each
   */
  SmallJobs(Path directory, int epochs) throws IOException {
    this.directory = directory;
    this.epochs = epochs;
    model = new ModelSource("bert-a", ParityModels.directory("bert", "bert-a"), "sha-of-bert-a");
    Path file = directory.resolve("rows.jsonl");
    if (!Files.exists(file)) {
      Files.write(file, rows());
    }
    data = new DataSource(new FileId("file-1"), file, "rows.jsonl", "sha-of-rows");
  }

  private static List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String words = String.join(" ", WORDS.subList(i % 5, i % 5 + 1 + i % 3));
      rows.add(
          "{\"text\": \"%s %s\", \"label\": \"%s\"}"
              .formatted(i % 2 == 0 ? "Is there" : "There is", words, i % 2 == 0 ? "ask" : "tell"));
    }
    return rows;
  }

  Outcome train(Case what, Run run) throws IOException {
    return recipes.fineTune(spec(what), run);
  }

  /** How many tensors there are on the device of the base model, and all that was made on it. */
  int tensors() {
    return models.with(
        model,
        new DeviceId("cpu"),
        false,
        base -> {
          try (NDManager own = base.newManager()) {
            return own.getParentManager().getManagedArrays().size();
          }
        });
  }

  private FineTuneSpec spec(Case what) throws IOException {
    return spec(
        what,
        what.isComposed() ? Map.of("adp-a", frozen("adp-a"), "adp-b", frozen("adp-b")) : Map.of());
  }

  private FineTuneSpec spec(Case what, Map<String, AdapterSource> others) {
    JobSpec job =
        new JobSpec(
            "bert-a",
            data.id(),
            Optional.empty(),
            Optional.of(data.id()),
            Optional.empty(),
            7,
            new TaskSpec(
                TaskType.SEQUENCE_CLASSIFICATION, List.of("ask", "tell"), Optional.empty()),
            Map.of("text", "text", "label", "label"),
            0.2,
            AdapterConfig.read(what.adapter()),
            Optional.empty(),
            SetupSpec.read(what.setup()),
            training(what.precision()),
            evaluation(),
            CheckpointSpec.DEFAULTS,
            0,
            Map.of("team", "red", "run", "1"));
    return new FineTuneSpec(job, model, data, Optional.empty(), Optional.of(data), others);
  }

  /** An adapter that others are trained on, made when it is first asked for. */
  private AdapterSource frozen(String id) throws IOException {
    Path place = directory.resolve(id);
    if (!Files.exists(place.resolve("manifest.json"))) {
      Case plain = new Case("pfeiffer[reduction_factor=4]", "$new", Precision.FP32);
      recipes.fineTune(spec(plain, Map.of()), new Course(place, CheckpointStore.NONE));
    }
    return new AdapterSource(new AdapterId(id), place, model, false);
  }

  private TrainingSpec training(Precision precision) {
    return change(
        TrainingSpec.DEFAULTS,
        Map.of(
            "epochs",
            epochs,
            "batch_size",
            3,
            "gradient_accumulation_steps",
            2,
            "learning_rate",
            0.01,
            "lr_scheduler",
            "cosine",
            "warmup_ratio",
            0.2,
            "dropout",
            0.1,
            "precision",
            precision.name().toLowerCase(Locale.ROOT)));
  }

  private static EvaluationSpec evaluation() {
    return change(EvaluationSpec.DEFAULTS, Map.of("every_steps", 2, "keep", "best"));
  }

  private static <R extends Record> R change(R defaults, Map<String, ?> json) {
    Faults faults = new Faults();
    return Codec.change(defaults, json, "", faults)
        .orElseThrow(() -> new AssertionError(faults.all()));
  }

  @Override
  public void close() {
    models.close();
  }
}
