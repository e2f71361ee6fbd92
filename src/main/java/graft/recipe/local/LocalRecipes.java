package graft.recipe.local;

import graft.data.Batch;
import graft.data.Dataset;
import graft.data.Labels;
import graft.data.Preview;
import graft.data.Tokenization;
import graft.format.adapter.AdapterSetup;
import graft.format.model.ModelDirectory;
import graft.model.BaseModel;
import graft.model.ModelFacts;
import graft.recipe.AdapterSource;
import graft.recipe.DataSource;
import graft.recipe.EjectReport;
import graft.recipe.FineTuneSpec;
import graft.recipe.ImportSpec;
import graft.recipe.Imported;
import graft.recipe.MergeReport;
import graft.recipe.ModelSource;
import graft.recipe.Outcome;
import graft.recipe.PredictSpec;
import graft.recipe.Recipes;
import graft.recipe.Rehearsal;
import graft.recipe.Resolution;
import graft.recipe.ResolveSpec;
import graft.recipe.Run;
import graft.spec.AdapterId;
import graft.spec.DeviceId;
import graft.spec.job.JobSpec;
import graft.spec.job.Precision;
import graft.spec.job.SetupSpec;
import graft.table.Row;
import graft.table.Table;
import graft.tensor.Gradients;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import graft.tensor.Scope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The recipes on this machine's devices. */
public final class LocalRecipes implements Recipes {
  private final LoadedModels models;

  public LocalRecipes(LoadedModels models) {
    this.models = models;
  }

  @Override
  public Outcome fineTune(FineTuneSpec spec, Run run) {
    return models.with(
        spec.model(),
        run.device(),
        Precisions.isBfloat16(spec.job().training().precision(), spec.model(), run.device()),
        model -> new FineTune(spec, run).on(model));
  }

  @Override
  public Resolution resolve(ResolveSpec spec, DeviceId device) {
    return models.with(spec.model(), device, false, model -> Fitting.resolve(model, spec));
  }

  @Override
  public Precision automaticPrecision(ModelSource model, DeviceId device) {
    return Precisions.automatic(model, device);
  }

  @Override
  public Rehearsal rehearse(FineTuneSpec spec, DeviceId device) {
    return models.with(
        spec.model(),
        device,
        Precisions.isBfloat16(spec.job().training().precision(), spec.model(), device),
        model -> rehearse(spec, model));
  }

  @Override
  public SetupSpec trainedIn(AdapterSource adapter) {
    return AdapterFiles.manifest(adapter.directory()).setup();
  }

  @Override
  public List<Map<String, Object>> predict(
      AdapterSource adapter, PredictSpec spec, DeviceId device) {
    return models.with(
        adapter.model(), device, false, model -> new BranchedPrediction(adapter, spec).on(model));
  }

  @Override
  public MergeReport merge(AdapterSource adapter, DeviceId device) {
    return models.with(adapter.model(), device, false, model -> merge(adapter, model));
  }

  @Override
  public MergeReport reset(AdapterSource adapter, DeviceId device) {
    return models.with(
        adapter.model(), device, false, model -> new MergeReport(0, 0, BaseDigest.of(model)));
  }

  @Override
  public List<Imported> importAdapter(
      ImportSpec spec, Supplier<AdapterId> others, Path output, DeviceId device) {
    return models.with(
        spec.model(),
        device,
        false,
        model ->
            AdapterSetup.isIn(spec.files())
                ? new SetupImport(spec, others, output).on(model)
                : List.of(new AdapterImport(spec, spec.files(), output).on(model)));
  }

  @Override
  public void writeMerged(AdapterSource adapter, Path file, DeviceId device) {
    models.with(
        adapter.model(),
        device,
        false,
        model -> {
          new Merged(adapter).write(model, file);
          return file;
        });
  }

  @Override
  public EjectReport eject(AdapterSource adapter, Path output, DeviceId device) {
    return models.with(
        adapter.model(), device, false, model -> new Ejecting(adapter, output).on(model));
  }

  private static MergeReport merge(AdapterSource adapter, BaseModel model) {
    try (AdaptedModel adapted = AdaptedModel.open(model, adapter)) {
      try (Scope scope = new Scope()) {
        var merged = adapted.adapter().merged();
        double difference = Probe.largestDifference(adapted, adapted.adapter().setup(), merged);
        return new MergeReport(merged.paths().size(), difference, BaseDigest.of(model));
      }
    }
  }

  private static Rehearsal rehearse(FineTuneSpec spec, BaseModel model) {
    JobSpec job = spec.job();
    try (Tokenization tokenization =
            Tokenization.open(ModelDirectory.open(spec.model().directory()).tokenizer());
        AdaptedModel adapted = AdaptedModel.sketch(model, job, spec.adapters())) {
      Dataset.Bounds bounds = Lengths.bounds(job.training(), adapted);
      JobData data = JobData.read(spec, tokenization, bounds);
      Rows rows = RowsOfJob.of(job, adapted, tokenization).of(data.training());
      int perEpoch =
          (rows.perEpoch() + job.training().gradientAccumulationSteps() - 1)
              / job.training().gradientAccumulationSteps();
      int steps = job.training().maxSteps().orElse(perEpoch * job.training().epochs());
      long tokens = data.training().tokens();
      List<Batch> batches = rows.epoch(0);
      Batch longest =
          batches.stream().max(java.util.Comparator.comparingInt(Batch::length)).orElseThrow();
      double seconds = secondsOfPass(Training.of(adapted, job.training()), longest);
      double share = (double) tokens / Math.max(1, batches.size()) / Math.max(1, longest.tokens());
      return new Rehearsal(
          job,
          Fitting.counted(
              model, adapted.adapter(), adapted.head().parameters(), adapted.maxLength()),
          steps,
          data.training().rows(),
          tokens,
          example(spec, data, tokenization, bounds),
          peakBytes(adapted, longest),
          seconds * share * steps * job.training().gradientAccumulationSteps());
    }
  }

  /**
   * Memory at the peak of a step: the base model, the activations, and of what is trained the
   * weights, their gradients and the optimizer's two moments.
   */
  private static long peakBytes(AdaptedModel adapted, Batch longest) {
    ModelFacts model = adapted.model().facts();
    long activations =
        (long) longest.rows()
            * longest.length()
            * model.hiddenSize()
            * model.layers()
            * ACTIVATIONS;
    Parameters adapter = adapted.adapter().parameters();
    Parameters head = adapted.head().parameters();
    long trained = adapter.trainableCount() + head.trainableCount();
    long weights = model.parameters() + adapted.frozen() + adapter.count() + head.count();
    return (weights + activations + TRAINING * trained) * Float.BYTES;
  }

  /**
   * Tensors of the hidden size that a layer keeps for its backward pass, feed-forward and attention
   * included.
   */
  private static final int ACTIVATIONS = 24;

  /** What each trained number has beside itself: a gradient and two moments. */
  private static final int TRAINING = 3;

  private static double secondsOfPass(Training training, Batch batch) {
    long start = System.nanoTime();
    try (Scope scope = new Scope()) {
      Gradients.backward(
          Gradients.recorded(() ->
              Ops.scale(
                  training.loss(batch, Masks.of(0, 0)),
                  1.0 / Math.max(1, training.targets(batch)))));
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static Map<String, Object> example(
      FineTuneSpec spec, JobData data, Tokenization tokenization, Dataset.Bounds bounds) {
    DataSource file = spec.training();
    try (Table table = Table.open(file.path(), file.filename())) {
      Row row = table.next();
      Preview preview =
          Preview.of(
              row, data.columns(), Labels.of(spec.job().task().labels()), tokenization, bounds);
      Map<String, Object> example = new LinkedHashMap<>();
      data.columns()
          .asGiven()
          .forEach((field, column) ->
              example.put(field, Objects.requireNonNull(row.values().get(column))));
      example.put("tokens", preview.tokens());
      return example;
    }
  }
}
