package graft.recipe.local;

import graft.architecture.ModelConfig;
import graft.chat.PromptInput;
import graft.format.DType;
import graft.format.adapter.AdapterSetup;
import graft.format.model.ModelDirectory;
import graft.head.Heads;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.recipe.AdapterSource;
import graft.recipe.Decoding;
import graft.recipe.EjectReport;
import graft.recipe.EvaluateSpec;
import graft.recipe.FineTuneSpec;
import graft.recipe.Headway;
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
import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.LoadedModel;
import graft.recipe.adapted.LoadedModels;
import graft.recipe.adapted.Precisions;
import graft.recipe.combine.AdapterCombiner;
import graft.recipe.evaluate.Evaluating;
import graft.recipe.finetune.ConfigResolver;
import graft.recipe.finetune.DryRun;
import graft.recipe.finetune.FineTune;
import graft.recipe.generate.GenerateSpec;
import graft.recipe.generate.GeneratedAnswer;
import graft.recipe.generate.Generating;
import graft.recipe.generate.PromptReader;
import graft.recipe.generate.ReadPrompt;
import graft.recipe.generate.TextDelta;
import graft.recipe.merge.BaseDigest;
import graft.recipe.merge.MergedModelWriter;
import graft.recipe.merge.Probe;
import graft.recipe.predict.BranchedPrediction;
import graft.recipe.predict.JointPasses;
import graft.recipe.transfer.AdapterImport;
import graft.recipe.transfer.PrefixEjector;
import graft.recipe.transfer.SetupImport;
import graft.spec.AdapterId;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.combination.Combination;
import graft.spec.job.EvaluationReport;
import graft.spec.job.Precision;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Devices;
import graft.tensor.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The recipes on this machine's devices. */
public final class LocalRecipes implements Recipes {
  /** Outside of a step, which says more. */
  private static final String OF_JOB =
      "the job needs more memory than there is; a smaller batch_size or max_length, or a base model"
          + " in bf16, needs less";

  private static final String OF_REQUEST =
      "the request needs more memory than the device has left; fewer or shorter texts at a time, or"
          + " a base model in bf16, need less";

  private static final DeviceId CPU = new DeviceId("cpu");

  private final LoadedModels models;
  private final Clock clock;
  private final DeviceGuard guard;
  private final JointPasses passes = new JointPasses();

  /**
   * @param clock what chat templates are told of the time
   */
  public LocalRecipes(LoadedModels models, Clock clock) {
    this(models, clock, _ -> {});
  }

  /**
   * @param lost is told when a card is lost to this process, with what CUDA said: nothing that
   *     computes there will succeed any more
   */
  public LocalRecipes(LoadedModels models, Clock clock, Consumer<String> lost) {
    this.models = models;
    this.clock = clock;
    this.guard = new DeviceGuard(lost);
  }

  @Override
  public Outcome fineTune(FineTuneSpec spec, Run run) {
    DeviceId device = run.device();
    boolean asBfloat16 =
        Precisions.isBfloat16(spec.job().training().precision(), spec.model(), device);
    ModelInUse files = ModelInUse.begin(spec.model());
    try {
      Outcome outcome =
          guard.run(
              device,
              OF_JOB,
              () ->
                  models.with(
                      spec.model(),
                      device,
                      asBfloat16,
                      model -> new FineTune(spec, run).on(model)));
      files.end();
      return outcome;
    } finally {
      Devices.release(device);
    }
  }

  @Override
  public Resolution resolve(ResolveSpec spec) {
    ModelDirectory directory = ModelDirectory.open(spec.model().directory());
    ModelConfig config = new ModelConfig(directory.config());
    try (BaseModel outline =
        Architectures.outline(config, directory.weights(), Devices.manager(CPU))) {
      return ConfigResolver.resolve(outline, spec);
    }
  }

  @Override
  public Precision automaticPrecision(ModelSource model, DeviceId device) {
    return Precisions.automatic(model, device);
  }

  @Override
  public Rehearsal rehearse(FineTuneSpec spec, Turns turns) {
    return lend(
        spec.model(),
        turns.device(),
        Precisions.isBfloat16(spec.job().training().precision(), spec.model(), turns.device()),
        model -> new DryRun(spec, turns).on(model));
  }

  @Override
  public SetupSpec trainedIn(AdapterSource adapter) {
    return AdapterFiles.manifest(adapter.directory()).setup();
  }

  @Override
  public List<Map<String, Object>> predict(PredictSpec spec, Turns turns) {
    return lend(
        spec.who().model(),
        turns.device(),
        Precisions.isBfloat16(spec.who().model(), spec.who().adapter(), turns.device()),
        model -> new BranchedPrediction(spec, turns, passes).on(model));
  }

  @Override
  public Optional<TaskType> taskOf(ModelSource model) {
    ModelDirectory directory = ModelDirectory.open(model.directory());
    ModelConfig config = new ModelConfig(directory.config());
    try (BaseModel outline =
        Architectures.outline(config, directory.weights(), Devices.manager(CPU))) {
      return Heads.ofCheckpoint(outline);
    }
  }

  @Override
  public ReadPrompt read(ModelSource model, Optional<TaskSpec> task, PromptInput prompt) {
    return models.reading(model, files -> new PromptReader(files, task, clock).read(prompt));
  }

  @Override
  public List<List<GeneratedAnswer>> generate(
      GenerateSpec spec, Decoding decoding, Consumer<TextDelta> news) {
    ModelSource source = spec.who().model();
    Generating generating = new Generating(spec, decoding, news, clock);
    return models.reading(
        source,
        files ->
            lend(
                source,
                decoding.device(),
                Precisions.isBfloat16(source, spec.who().adapter(), decoding.device()),
                model -> generating.on(model, files)));
  }

  @Override
  public EvaluationReport evaluate(
      AdapterSource adapter, EvaluateSpec spec, Turns turns, Consumer<Headway> watch) {
    return lend(
        adapter.model(),
        turns.device(),
        isBfloat16(adapter, turns.device()),
        model -> new Evaluating(adapter, spec, turns, watch).on(model));
  }

  @Override
  public void forget(AdapterId adapter) {
    models.forget(adapter);
  }

  @Override
  public MergeReport merge(AdapterSource adapter, DeviceId device) {
    return with(
        adapter.model(), device, isBfloat16(adapter, device), model -> merge(adapter, model));
  }

  @Override
  public MergeReport reset(AdapterSource adapter, DeviceId device) {
    return with(
        adapter.model(),
        device,
        isBfloat16(adapter, device),
        model -> new MergeReport(0, 0, adapter.model().sha256(), BaseDigest.of(model)));
  }

  @Override
  public List<Imported> importAdapter(
      ImportSpec spec, Supplier<AdapterId> others, Path output, DeviceId device) {
    return with(
        spec.model(),
        device,
        Precisions.isBfloat16(spec.model(), Optional.empty(), device),
        model ->
            AdapterSetup.isIn(spec.files())
                ? new SetupImport(spec, others, output).on(model)
                : List.of(new AdapterImport(spec, spec.files(), output).on(model)));
  }

  @Override
  public void writeMerged(AdapterSource adapter, Path file, DeviceId device) {
    boolean asBfloat16 = isBfloat16(adapter, device);
    with(
        adapter.model(),
        device,
        asBfloat16,
        model -> {
          DType folded = asBfloat16 ? DType.BF16 : DType.F32;
          new MergedModelWriter(adapter, folded).write(model, file);
          return file;
        });
  }

  @Override
  public EjectReport eject(AdapterSource adapter, Path output, DeviceId device) {
    return with(
        adapter.model(),
        device,
        isBfloat16(adapter, device),
        model -> new PrefixEjector(adapter, output).on(model));
  }

  @Override
  public CombineReport combine(
      Combination recipe, List<AdapterSource> adapters, Path output, DeviceId device) {
    AdapterSource first = adapters.getFirst();
    return with(
        first.model(),
        device,
        isBfloat16(first, device),
        model -> new AdapterCombiner(recipe, adapters, output).on(model));
  }

  private <T> T with(
      ModelSource model, DeviceId device, boolean asBfloat16, Function<BaseModel, T> use) {
    return lend(model, device, asBfloat16, loaded -> use.apply(loaded.base()));
  }

  private <T> T lend(
      ModelSource model, DeviceId device, boolean asBfloat16, Function<LoadedModel, T> use) {
    return guard.run(device, OF_REQUEST, () -> models.lend(model, device, asBfloat16, use));
  }

  private static boolean isBfloat16(AdapterSource adapter, DeviceId device) {
    return Precisions.isBfloat16(adapter.model(), Optional.of(adapter), device);
  }

  private static MergeReport merge(AdapterSource adapter, BaseModel model) {
    try (AdaptedModel adapted = AdaptedModel.open(model, adapter)) {
      try (Scope scope = new Scope()) {
        var merged = adapted.adapter().mergedInPassing();
        double difference = Probe.largestDifference(adapted, adapted.adapter().setup(), merged);
        if (!Double.isFinite(difference)) {
          throw new GraftException(
              ErrorCode.NOT_MERGEABLE,
              "the merged model's logits are not finite: the adapter's weights or its scale are too large");
        }
        return new MergeReport(
            merged.paths().size(), difference, adapter.model().sha256(), BaseDigest.of(model));
      }
    }
  }
}
