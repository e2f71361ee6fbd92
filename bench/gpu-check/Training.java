import graft.recipe.CheckpointStore;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.ModelSource;
import graft.recipe.Outcome;
import graft.recipe.Run;
import graft.recipe.SampledAnswer;
import graft.recipe.adapted.LoadedModels;
import graft.recipe.local.LocalRecipes;
import graft.spec.Codec;
import graft.spec.DeviceId;
import graft.spec.Faults;
import graft.spec.FileId;
import graft.spec.Progress;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.CheckpointSpec;
import graft.spec.job.HeldOut;
import graft.spec.job.JobSpec;
import graft.spec.job.RunDirective;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.TrainingSpec;
import graft.spec.job.Work;
import graft.tensor.random.SplitMix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One job, as the service would run it, on rows of drawn words.
 *
 * @param adapter as a request names it
 */
record Training(Path model, RandomModel.Kind kind, String adapter, String precision, Size size) {
  /**
   * How much is computed.
   *
   * @param isFull whether all rows are as long as may be; else half of them are shorter
   */
  record Size(int steps, int batch, int length, boolean isFull) {}

  /**
   * What came of it.
   *
   * @param nanos when each step ended
   * @param tokens real ones, of all steps
   * @param messages what a user would have been told
   */
  record Result(List<Double> losses, List<Long> nanos, long tokens, List<String> messages) {
    double tokensOfStep() {
      return (double) tokens / losses.size();
    }

    /** Seconds of a step, from the end of one to the end of the last. */
    double secondsOfStep(int warm) {
      return (nanos.getLast() - nanos.get(warm - 1)) / 1e9 / (nanos.size() - warm);
    }

    /** The largest difference of a loss, as a share of it. */
    double difference(Result other) {
      double largest = losses.size() == other.losses.size() ? 0 : Double.NaN;
      for (int i = 0; i < losses.size(); i++) {
        double loss = losses.get(i);
        double by = Math.abs(loss - other.losses.get(i)) / Math.abs(loss);
        largest = Double.isNaN(by) ? Double.NaN : Math.max(largest, by);
      }
      return largest;
    }
  }

  /** Trains with models of its own, which are closed behind it. */
  Result on(DeviceId device) {
    try (LoadedModels models = new LoadedModels()) {
      return on(device, models);
    }
  }

  Result on(DeviceId device, LoadedModels models) {
    try {
      Path directory = Files.createTempDirectory(model.getParent(), "job");
      Recorder recorder = new Recorder(device, directory);
      Outcome outcome =
          new LocalRecipes(models, Clock.systemUTC()).fineTune(spec(directory), recorder);
      long tokens = ((Outcome.Finished) outcome).trainedTokens();
      return new Result(recorder.losses, recorder.nanos, tokens, recorder.messages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FineTuneSpec spec(Path directory) throws IOException {
    Path rows = Files.write(directory.resolveSibling(directory.getFileName() + ".jsonl"), rows());
    FileId id = new FileId("file-1");
    DataSource data = new DataSource(id, rows, "rows.jsonl", "sha-of-rows");
    ModelSource source = new ModelSource("model", model, "sha-of-model");
    JobSpec job =
        new JobSpec(
            source.name(),
            id,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            7,
            task(),
            Map.of(),
            0,
            AdapterConfig.read(adapter),
            Optional.empty(),
            SetupSpec.ALONE,
            training(),
            EvaluationSpec.DEFAULTS,
            CheckpointSpec.DEFAULTS,
            0,
            Map.of());
    return new FineTuneSpec(job, source, data, Optional.empty(), Optional.empty(), Map.of());
  }

  private TaskSpec task() {
    return switch (kind) {
      case BERT ->
          new TaskSpec(TaskType.SEQUENCE_CLASSIFICATION, List.of("even", "odd"), Optional.empty());
      case LLAMA -> new TaskSpec(TaskType.CAUSAL_LM, List.of(), Optional.empty());
    };
  }

  private TrainingSpec training() {
    Map<String, Object> change = new HashMap<>();
    change.put("max_steps", size.steps());
    change.put("batch_size", size.batch());
    change.put("max_length", size.length());
    change.put("precision", precision);
    change.put("learning_rate", 0.001);
    Faults faults = new Faults();
    Optional<TrainingSpec> changed = Codec.change(TrainingSpec.DEFAULTS, change, "", faults);
    return changed.orElseThrow(() -> new IllegalStateException(faults.toString()));
  }

  /** As many as a few batches hold. */
  private List<String> rows() {
    SplitMix numbers = new SplitMix(11);
    List<String> rows = new ArrayList<>();
    long place = 0;
    for (int row = 0; row < Math.max(size.batch() * 4, 32); row++) {
      int words = size.isFull() || row % 2 == 0 ? size.length() : size.length() / 3;
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < words; i++) {
        text.append('w').append((int) (numbers.unit(place++) * RandomModel.WORDS)).append(' ');
      }
      String label = kind == RandomModel.Kind.BERT ? ", \"label\": \"" + parity(text) + "\"" : "";
      rows.add("{\"text\": \"" + text.toString().strip() + "\"" + label + "}");
    }
    return rows;
  }

  private static String parity(StringBuilder text) {
    return (text.charAt(1) - '0') % 2 == 0 ? "even" : "odd";
  }

  /** Remembers what it is told. */
  private static final class Recorder implements Run {
    private final DeviceId device;
    private final Path output;
    private final List<Double> losses = new ArrayList<>();
    private final List<Long> nanos = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();

    Recorder(DeviceId device, Path output) {
      this.device = device;
      this.output = output;
    }

    @Override
    public DeviceId device() {
      return device;
    }

    @Override
    public Path output() {
      return output;
    }

    @Override
    public Path predictions(HeldOut rows) {
      return output.resolveSibling(output.getFileName() + "." + rows + ".csv");
    }

    @Override
    public CheckpointStore checkpoints() {
      return CheckpointStore.NONE;
    }

    @Override
    public void started(Progress progress) {}

    @Override
    public void worked(Work work) {}

    @Override
    public RunDirective afterStep(Progress progress) {
      losses.add(progress.loss());
      nanos.add(System.nanoTime());
      return RunDirective.GO_ON;
    }

    @Override
    public RunDirective ask() {
      return RunDirective.GO_ON;
    }

    @Override
    public void evaluated(int step, Map<String, Double> metrics) {}

    @Override
    public void answered(int step, List<SampledAnswer> answers) {}

    @Override
    public void note(String text) {}

    @Override
    public void message(String text) {
      messages.add(text);
    }
  }
}
