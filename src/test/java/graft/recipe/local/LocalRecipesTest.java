package graft.recipe.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.parity.ParityModels;
import graft.recipe.AdapterSource;
import graft.recipe.DataSource;
import graft.recipe.EjectReport;
import graft.recipe.FineTuneSpec;
import graft.recipe.MergeReport;
import graft.recipe.ModelInSetup;
import graft.recipe.ModelSource;
import graft.recipe.Outcome;
import graft.recipe.PredictSpec;
import graft.recipe.Rehearsal;
import graft.recipe.Resolution;
import graft.recipe.ResolveSpec;
import graft.recipe.Turns;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.LoadedModels;
import graft.spec.AdapterId;
import graft.spec.Codec;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.CheckpointSpec;
import graft.spec.job.JobSpec;
import graft.spec.job.RunDirective;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.TrainingSpec;
import graft.tensor.Gradients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole library without the service: a tiny BERT learns to tell two kinds of sentence apart.
 */
class LocalRecipesTest {
  private static final DeviceId CPU = new DeviceId("cpu");
  private static final List<String> LABELS = List.of("ask", "tell");
  private static final TrainingSpec THOROUGH =
      Codec.change(
              TrainingSpec.DEFAULTS, Map.of("epochs", 12, "learning_rate", 0.01), "", new Faults())
          .orElseThrow();

  private final LoadedModels models = new LoadedModels();
  private final LocalRecipes recipes = new LocalRecipes(models, Clock.systemUTC());
  @TempDir private Path directory;
  private ModelSource model;
  private DataSource data;

  @BeforeEach
  void prepare() throws IOException {
    model = new ModelSource("bert-a", ParityModels.directory("bert", "bert-a"), "sha-of-bert-a");
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      rows.add("{\"text\": \"Is there a bus after midnight?\", \"label\": \"ask\"}");
      rows.add("{\"text\": \"The soup needs salt.\", \"label\": \"tell\"}");
    }
    Path file = Files.write(directory.resolve("rows.jsonl"), rows);
    data = new DataSource(new FileId("file-1"), file, "rows.jsonl", "sha-of-rows");
  }

  @AfterEach
  void close() {
    models.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lora",
        "pfeiffer[reduction_factor=4]",
        "houlsby",
        "ia3",
        "parallel",
        "prefix_tuning[bottleneck_size=16]",
        "pfeiffer+inv",
        "compacter[reduction_factor=4]",
        "peft_lora",
        "peft_ia3"
      })
  void aTrainedAdapterPredictsWhatItLearned(String adapter) {
    Recorder run = train(job(adapter, 7, THOROUGH), "adapter");

    assertThat(run.finished().metrics()).containsEntry("test_accuracy", 1.0);
    assertThat(run.losses).hasSize(run.totalSteps);
    assertThat(run.losses.getLast()).isLessThan(run.losses.getFirst());
    List<Map<String, Object>> answers = predict(source(run, false));
    assertThat(answers).extracting(answer -> answer.get("label")).containsExactly("ask", "tell");
  }

  @Test
  void allScoresOfARowAreItsScores() {
    Recorder run = train(job("lora", 7, TrainingSpec.DEFAULTS), "adapter");

    Map<String, Object> all = predict(source(run, false), Set.of("all_logits")).getFirst();

    assertThat(all).containsOnlyKeys("logits");
    assertThat(all).isEqualTo(predict(source(run, false), Set.of("logits")).getFirst());
  }

  @Test
  void theSameJobGivesTheSameBytes() throws IOException {
    Recorder one = train(job("lora", 3, TrainingSpec.DEFAULTS), "one");
    Recorder two = train(job("lora", 3, TrainingSpec.DEFAULTS), "two");

    assertThat(two.losses).isEqualTo(one.losses);
    assertThat(Files.readAllBytes(two.output.resolve("adapter.safetensors")))
        .isEqualTo(Files.readAllBytes(one.output.resolve("adapter.safetensors")));
  }

  @Test
  void twoJobsAtOnceDoNotTouchEachOther() throws InterruptedException {
    List<Double> lora = train(job("lora", 3, TrainingSpec.DEFAULTS), "solo-lora").losses;
    List<Double> bottleneck =
        train(job("pfeiffer", 4, TrainingSpec.DEFAULTS), "solo-pfeiffer").losses;
    List<List<Double>> together = new ArrayList<>(List.of(List.of(), List.of()));

    Thread first =
        new Thread(() ->
            together.set(0, train(job("lora", 3, TrainingSpec.DEFAULTS), "with-lora").losses));
    Thread second =
        new Thread(() ->
            together.set(
                1, train(job("pfeiffer", 4, TrainingSpec.DEFAULTS), "with-pfeiffer").losses));
    first.start();
    second.start();
    first.join();
    second.join();

    assertThat(together).containsExactly(lora, bottleneck);
  }

  @Test
  void mergingKeepsTheAnswersAndTheBaseModel() {
    Recorder run = train(job("lora", 7, TrainingSpec.DEFAULTS), "adapter");
    String before = recipes.reset(source(run, false), CPU).loadedSha256();

    MergeReport report = recipes.merge(source(run, false), CPU);

    assertThat(report.largestLogitDifference()).isCloseTo(0, within(1e-4));
    assertThat(report.sites()).isEqualTo(6);
    assertThat(report.loadedSha256()).isEqualTo(before);
    assertThat(report.baseSha256()).isEqualTo(model.sha256());
    assertThat(probability(predict(source(run, true)).getFirst()))
        .isCloseTo(probability(predict(source(run, false)).getFirst()), within(1e-4));
  }

  @Test
  void aBottleneckDoesNotMerge() {
    Recorder run = train(job("pfeiffer", 7, TrainingSpec.DEFAULTS), "adapter");

    assertThatThrownBy(() -> recipes.merge(source(run, false), CPU))
        .isInstanceOfSatisfying(
            GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_MERGEABLE));
  }

  @Test
  void ejectingKeepsTheAnswersAndTheOldFiles() throws IOException {
    Recorder run = train(job("prefix_tuning[dropout=0.1]", 7, TrainingSpec.DEFAULTS), "adapter");
    Path flat = Files.createDirectory(directory.resolve("flat"));
    byte[] before = Files.readAllBytes(run.output.resolve("adapter.safetensors"));

    EjectReport report = recipes.eject(source(run, false), flat, CPU);

    assertThat(report.largestLogitDifference()).isCloseTo(0, within(1e-5));
    assertThat(report.adapter()).isEqualTo(AdapterConfig.read("prefix_tuning_flat[dropout=0.1]"));
    assertThat(report.facts().trainableParameters()).isEqualTo(30 * 2 * 3 * 32);
    AdapterSource ejected = new AdapterSource(new AdapterId("adp-1"), flat, model, false);
    assertThat(probability(predict(ejected).getFirst()))
        .isCloseTo(probability(predict(source(run, false)).getFirst()), within(1e-5));
    assertThat(Files.readAllBytes(run.output.resolve("adapter.safetensors"))).isEqualTo(before);
    assertThat(AdapterFiles.manifest(flat).origin()).containsKeys("job", "ejected_from");
  }

  @Test
  void whatHasNothingToEjectIsRefused() throws IOException {
    Recorder run = train(job("lora", 7, TrainingSpec.DEFAULTS), "adapter");
    Path flat = Files.createDirectory(directory.resolve("flat"));

    assertThatThrownBy(() -> recipes.eject(source(run, false), flat, CPU))
        .isInstanceOfSatisfying(
            GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_TO_EJECT));
    assertThat(flat).isEmptyDirectory();
  }

  @Test
  void aResolutionCountsWhatWillBeTrained() {
    Resolution lora = resolve("lora");

    assertThat(lora.trainableParameters()).isEqualTo(3 * 2 * (8 * 32 + 32 * 8));
    assertThat(lora.sites()).hasSize(6).contains("encoder.layer.0.attention.self.query");
    assertThatThrownBy(() -> resolve("lora[leave_out=[0,1,2]]")).isInstanceOf(GraftException.class);
  }

  @Test
  void aWishToCancelIsObeyedBeforeTheNextStep() {
    Recorder run = new Recorder(directory.resolve("cancelled"), 2);

    Outcome outcome = recipes.fineTune(spec(job("lora", 1, TrainingSpec.DEFAULTS)), run);

    assertThat(outcome).isEqualTo(new Outcome.Stopped(RunDirective.CANCEL, 2));
    assertThat(run.losses).hasSize(2);
  }

  @Test
  void aLabelThatTheJobDoesNotKnowIsNamedWithItsLine() {
    TaskSpec task =
        new TaskSpec(TaskType.SEQUENCE_CLASSIFICATION, List.of("ask", "shout"), Optional.empty());

    assertThatThrownBy(
            () -> recipes.fineTune(spec(withTask(task)), new Recorder(directory.resolve("x"), 99)))
        .isInstanceOfSatisfying(
            GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FILE))
        .hasMessageContaining("line 2")
        .hasMessageContaining("tell");
  }

  @Test
  void aRehearsalTellsWhatTheJobWouldDo() {
    Rehearsal rehearsal =
        recipes.rehearse(spec(job("lora", 1, TrainingSpec.DEFAULTS)), Turns.alone(CPU));

    assertThat(rehearsal.totalSteps()).isEqualTo(9);
    assertThat(rehearsal.trainingRows()).isEqualTo(48);
    assertThat(rehearsal.estimatedSeconds()).isPositive();
    assertThat(rehearsal.example()).containsKey("tokens");
  }

  /** A weight, its gradient and two moments: 16 bytes for each parameter that is trained. */
  @Test
  void theEstimateOfMemoryCountsWhatIsTrained() {
    Rehearsal narrow =
        recipes.rehearse(spec(job("lora[r=4]", 1, TrainingSpec.DEFAULTS)), Turns.alone(CPU));
    Rehearsal wide =
        recipes.rehearse(spec(job("lora[r=400]", 1, TrainingSpec.DEFAULTS)), Turns.alone(CPU));

    long more = wide.resolution().trainableParameters() - narrow.resolution().trainableParameters();
    assertThat(more).isEqualTo(6 * 396 * (32 + 32));
    assertThat(wide.estimatedPeakBytes() - narrow.estimatedPeakBytes()).isEqualTo(16 * more);
  }

  @Test
  void theEstimateOfMemoryCountsWhatIsFixedOnce() {
    String rule = "compacter[reduction_factor=4,factorized_phm_rule=False,learn_phm=";
    Rehearsal learned =
        recipes.rehearse(spec(job(rule + "True]", 1, TrainingSpec.DEFAULTS)), Turns.alone(CPU));
    Rehearsal fixed =
        recipes.rehearse(spec(job(rule + "False]", 1, TrainingSpec.DEFAULTS)), Turns.alone(CPU));

    assertThat(learned.estimatedPeakBytes() - fixed.estimatedPeakBytes())
        .isEqualTo((16 - 4) * 4 * 4 * 4);
  }

  private Resolution resolve(String adapter) {
    return recipes.resolve(ResolveSpec.alone(model, AdapterConfig.read(adapter)));
  }

  private static double probability(Map<String, Object> answer) {
    return (Double) ((Map<?, ?>) answer.get("probabilities")).get("ask");
  }

  private List<Map<String, Object>> predict(AdapterSource source) {
    return predict(source, Set.of("labels", "probabilities"));
  }

  private List<Map<String, Object>> predict(AdapterSource source, Set<String> wanted) {
    List<Map<String, Object>> inputs =
        List.of(
            Map.of("text", "Is there a bus after midnight?"),
            Map.of("text", "The soup needs salt."));
    return Gradients.off(() ->
        recipes.predict(
            new PredictSpec(
                ModelInSetup.of(source, new SetupSpec.Leaf(source.id().value()), Map.of()),
                inputs,
                wanted),
            Turns.alone(CPU)));
  }

  private AdapterSource source(Recorder run, boolean isMerged) {
    return new AdapterSource(new AdapterId("adp-1"), run.output, model, isMerged);
  }

  private Recorder train(JobSpec job, String name) {
    Recorder run = new Recorder(directory.resolve(name), Integer.MAX_VALUE);
    run.outcome = recipes.fineTune(spec(job), run);
    return run;
  }

  private FineTuneSpec spec(JobSpec job) {
    return new FineTuneSpec(job, model, data, Optional.empty(), Optional.of(data), Map.of());
  }

  private static JobSpec withTask(TaskSpec task) {
    return job(AdapterConfig.read("lora"), 1, task, TrainingSpec.DEFAULTS);
  }

  private static JobSpec job(String adapter, long seed, TrainingSpec training) {
    return job(
        AdapterConfig.read(adapter),
        seed,
        new TaskSpec(TaskType.SEQUENCE_CLASSIFICATION, LABELS, Optional.empty()),
        training);
  }

  private static JobSpec job(
      AdapterConfig adapter, long seed, TaskSpec task, TrainingSpec training) {
    return new JobSpec(
        "bert-a",
        new FileId("file-1"),
        Optional.empty(),
        Optional.of(new FileId("file-1")),
        Optional.empty(),
        seed,
        task,
        Map.of(),
        0,
        adapter,
        Optional.empty(),
        SetupSpec.ALONE,
        training,
        EvaluationSpec.DEFAULTS,
        CheckpointSpec.DEFAULTS,
        0,
        Map.of());
  }
}
