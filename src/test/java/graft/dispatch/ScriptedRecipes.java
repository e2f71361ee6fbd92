package graft.dispatch;

import graft.chat.PromptInput;
import graft.recipe.AdapterFacts;
import graft.recipe.AdapterSource;
import graft.recipe.CheckpointSource;
import graft.recipe.CheckpointStore;
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
import graft.recipe.generate.GenerateSpec;
import graft.recipe.generate.GeneratedAnswer;
import graft.recipe.generate.ReadPrompt;
import graft.recipe.generate.TextDelta;
import graft.recipe.memory.Footprint;
import graft.spec.AdapterId;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.Progress;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.combination.Combination;
import graft.spec.job.EvaluationReport;
import graft.spec.job.HeadSpec;
import graft.spec.job.Precision;
import graft.spec.job.RunDirective;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.UsualHeads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Recipes that compute nothing; a test says what a training does. */
public final class ScriptedRecipes implements Recipes {
  public static final int STEPS = 3;

  private static final String MANIFEST = "manifest.json";

  private volatile BiFunction<FineTuneSpec, Run, Outcome> training = ScriptedRecipes::train;

  public void trainWith(BiFunction<FineTuneSpec, Run, Outcome> script) {
    training = script;
  }

  /** Goes through all steps, unless somebody wants it to stop, and writes an adapter. */
  public static Outcome train(FineTuneSpec spec, Run run) {
    run.started(beginning(STEPS));
    for (int step = 1; step <= STEPS; step++) {
      RunDirective wish = run.afterStep(progress(step));
      if (wish != RunDirective.GO_ON) {
        return new Outcome.Stopped(wish, step);
      }
    }
    run.evaluated(STEPS, Map.of("valid_accuracy", 0.75));
    return finish(run);
  }

  /** The same, going on from the latest checkpoint and keeping one wherever it is due. */
  public static Outcome trainKeeping(FineTuneSpec spec, Run run) {
    CheckpointStore store = run.checkpoints();
    int done = store.kept().stream().findFirst().map(CheckpointSource::step).orElse(0);
    run.started(done == 0 ? beginning(STEPS) : progress(done));
    for (int step = done + 1; step <= STEPS; step++) {
      RunDirective wish = run.afterStep(progress(step));
      if (wish == RunDirective.PAUSE || (step < STEPS && store.isDue(step))) {
        store.keep(step, Map.of("valid_accuracy", step / 4.0), ScriptedRecipes::facts);
      }
      if (wish != RunDirective.GO_ON) {
        return new Outcome.Stopped(wish, step);
      }
    }
    return finish(run);
  }

  private static AdapterFacts facts(Path directory) {
    write(directory.resolve(MANIFEST));
    return new AdapterFacts(10, 2, 2, "0".repeat(64));
  }

  /** How far a training is before its first step. */
  public static Progress beginning(int totalSteps) {
    return new Progress(0, totalSteps, 0, Double.NaN, 0, 0, Double.NaN, 0);
  }

  public static Progress progress(int step) {
    return new Progress(
        step, STEPS, (double) step / STEPS, 1.0 / step, 1e-3, 100, STEPS - step, 100L * step);
  }

  /** Writes an adapter as small as the catalog takes it. */
  public static Outcome.Finished finish(Run run) {
    return new Outcome.Finished(
        facts(run.output()), Map.of("valid_accuracy", 0.75), 300, List.of());
  }

  @Override
  public Outcome fineTune(FineTuneSpec spec, Run run) {
    return training.apply(spec, run);
  }

  /** Refuses a rank above 64, as a model with small projections would. */
  @Override
  public Resolution resolve(ResolveSpec spec) {
    AdapterConfig adapter = spec.adapter();
    if (adapter instanceof LoraConfig lora && lora.r() > 64) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC, new Fault("/adapter/r", "out_of_range", "r must be at most 64"));
    }
    return new Resolution(
        adapter,
        List.of("encoder.layer.0"),
        1,
        10,
        2,
        1000,
        40,
        8,
        64,
        100,
        2,
        Optional.empty(),
        List.of(),
        spec.task().map(task -> task.withHead(UsualHeads.over(HeadSpec.Pooling.FIRST))),
        new Footprint(1_000, 10, 1, 0));
  }

  @Override
  public Precision automaticPrecision(ModelSource model, DeviceId device) {
    return Precision.FP32;
  }

  @Override
  public Rehearsal rehearse(FineTuneSpec spec, Turns turns) {
    return new Rehearsal(
        spec.job(),
        resolve(ResolveSpec.alone(spec.model(), spec.job().adapter())),
        STEPS,
        4,
        40,
        new Rehearsal.Left(List.of(), 0, 0, 0, 0),
        12,
        List.of(),
        4,
        Map.of("label", "spam"),
        1 << 20,
        1.5);
  }

  @Override
  public SetupSpec trainedIn(AdapterSource adapter) {
    return SetupSpec.ALONE;
  }

  @Override
  public Optional<TaskType> taskOf(ModelSource model) {
    return Optional.empty();
  }

  /** Each character is a token. */
  @Override
  public ReadPrompt read(ModelSource model, Optional<TaskSpec> task, PromptInput prompt) {
    String text = prompt instanceof PromptInput.Text(String given, boolean _) ? given : "";
    return new ReadPrompt(
        text,
        text.chars().boxed().toList(),
        text.chars().mapToObj(Character::toString).toList(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public List<List<GeneratedAnswer>> generate(
      GenerateSpec spec, Decoding decoding, Consumer<TextDelta> news) {
    return spec.prompts().stream().map(_ -> List.<GeneratedAnswer>of()).toList();
  }

  @Override
  public List<Map<String, Object>> predict(PredictSpec spec, Turns turns) {
    return spec.inputs().stream()
        .map(input -> Map.<String, Object>of("label", "spam", "logits", List.of(0.25, -1.5)))
        .toList();
  }

  @Override
  public EvaluationReport evaluate(
      AdapterSource adapter, EvaluateSpec spec, Turns turns, Consumer<Headway> watch) {
    return new EvaluationReport(1, Map.of("accuracy", 1.0), Optional.empty(), List.of(), List.of());
  }

  @Override
  public void forget(AdapterId adapter) {}

  @Override
  public MergeReport merge(AdapterSource adapter, DeviceId device) {
    return new MergeReport(2, 1e-6, adapter.model().sha256(), "f".repeat(64));
  }

  @Override
  public MergeReport reset(AdapterSource adapter, DeviceId device) {
    return new MergeReport(0, 0, adapter.model().sha256(), "f".repeat(64));
  }

  /** Takes whatever comes as a LoRA adapter without a head. */
  @Override
  public List<Imported> importAdapter(
      ImportSpec spec, Supplier<AdapterId> others, Path output, DeviceId device) {
    write(output.resolve(MANIFEST));
    return List.of(
        new Imported(
            spec.id(),
            output,
            "graft",
            LoraConfig.DEFAULTS,
            Optional.empty(),
            SetupSpec.ALONE,
            new AdapterFacts(10, 0, 2, "1".repeat(64)),
            List.of()));
  }

  @Override
  public void writeMerged(AdapterSource adapter, Path file, DeviceId device) {
    write(file);
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "{}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CombineReport combine(
      Combination recipe, List<AdapterSource> adapters, Path output, DeviceId device) {
    throw new UnsupportedOperationException();
  }

  @Override
  public EjectReport eject(AdapterSource adapter, Path output, DeviceId device) {
    write(output.resolve(MANIFEST));
    return new EjectReport(
        AdapterConfig.read("prefix_tuning_flat"), new AdapterFacts(4, 2, 1, "1".repeat(64)), 0);
  }
}
