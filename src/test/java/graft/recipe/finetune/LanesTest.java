package graft.recipe.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.architecture.ModelConfig;
import graft.data.Batch;
import graft.data.Padding;
import graft.data.Targets;
import graft.format.model.ModelDirectory;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.parity.ParityModels;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdaptedModel.Surroundings;
import graft.recipe.batch.Parts;
import graft.spec.DeviceId;
import graft.spec.Progress;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.RunDirective;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.TrainingSpec;
import graft.spec.job.Work;
import graft.tensor.Devices;
import graft.train.Batches;
import graft.train.TrainingCallback;
import graft.train.TrainingLoop;
import graft.train.TrainingPlan;
import graft.train.TrainingState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a batch that several threads compute teach what they teach one after the other. */
class LanesTest {
  private static final int[] LENGTHS = {9, 3, 14, 6, 2, 11, 5};
  private static final TaskSpec TASK =
      new TaskSpec(TaskType.SEQUENCE_CLASSIFICATION, List.of("a", "b", "c"), Optional.empty());
  private static final List<String> ADAPTERS =
      List.of(
          "pfeiffer[reduction_factor=4,dropout=0.3]",
          "prefix_tuning[prefix_length=3,bottleneck_size=8,dropout=0.3]|ia3");

  static Stream<String> architectures() {
    return ParityModels.architectures().stream().filter(name -> !name.equals("vit"));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void gradientsAreThoseOfOneThread(String architecture) {
    try (BaseModel model = load(architecture)) {
      for (String adapter : ADAPTERS) {
        List<TrainingState.Tensor> one = trained(model, adapter, 1, 1);
        List<TrainingState.Tensor> several = trained(model, adapter, 3, 1);
        for (int i = 0; i < one.size(); i++) {
          float[] expected = one.get(i).firstMoment();
          assertThat(several.get(i).updates()).isEqualTo(one.get(i).updates());
          assertThat(several.get(i).firstMoment())
              .as("%s, %s", adapter, one.get(i).name())
              .containsExactly(expected, within(2e-6f * Math.max(1, largest(expected))));
        }
      }
    }
  }

  /** Whichever of them is done first. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lora[r=4,dropout=0.3]",
        "compacter[phm_dim=2,reduction_factor=4]",
        "mam",
        "peft_adalora[target_r=2,init_r=4,tinit=1,tfinal=1,deltaT=1]",
        "peft_lora[r=4,use_dora=true]",
        "loreft",
        "prompt_tuning"
      })
  void theSameTrainingHasTheSameBytes(String adapter) {
    try (BaseModel model = load("bert")) {
      assertThat(trained(model, adapter, 2, 5))
          .usingRecursiveComparison()
          .withEqualsForType(Arrays::equals, float[].class)
          .isEqualTo(trained(model, adapter, 2, 5));
    }
  }

  /** What takes the place of the parameters' values is what replicas compute with. */
  @Test
  void aTrainingThatGoesOnEndsWithTheSameBytes() {
    String adapter = "lora[r=4,dropout=0.3]";
    try (BaseModel model = load("bert")) {
      TrainingState half = state(model, adapter, 2, 3, Optional.empty());
      assertThat(state(model, adapter, 2, 5, Optional.of(half)).tensors())
          .usingRecursiveComparison()
          .withEqualsForType(Arrays::equals, float[].class)
          .isEqualTo(trained(model, adapter, 2, 5));
    }
  }

  private static BaseModel load(String architecture) {
    ModelDirectory files = ModelDirectory.open(ParityModels.first(architecture));
    return Architectures.load(
        new ModelConfig(files.config()),
        files.weights(),
        Devices.manager(new DeviceId("cpu")),
        false);
  }

  /** What is trained, after some steps that drop something. */
  private static List<TrainingState.Tensor> trained(
      BaseModel model, String adapter, int lanes, int steps) {
    return state(model, adapter, lanes, steps, Optional.empty()).tensors();
  }

  private static TrainingState state(
      BaseModel model, String adapter, int lanes, int steps, Optional<TrainingState> before) {
    AdapterConfig config = AdapterConfig.read(adapter);
    try (AdaptedModel adapted = AdaptedModel.create(model, config, TASK, 5);
        Replicas replicas =
            Replicas.of(adapted, lanes, () -> adapted.replica(config, TASK, Surroundings.NONE));
        TrainingLoop<Batch> loop =
            new TrainingLoop<>(
                new TrainingPlan(TrainingSpec.DEFAULTS, EvaluationSpec.DEFAULTS, 11),
                replicas.beside(
                    new Training(
                        adapted,
                        adapted.setup(),
                        OptionalDouble.of(0.2),
                        0,
                        Optional.empty(),
                        new Parts(30L * lanes, lanes),
                        List.of())),
                new TwoBatches(),
                Optional.empty(),
                System::nanoTime)) {
      before.ifPresent(loop::resume);
      loop.run(new Until(steps));
      return loop.state();
    }
  }

  /** Alike, so that a step's result hangs on nothing but what was trained before. */
  private record TwoBatches() implements Batches<Batch> {
    @Override
    public int perEpoch() {
      return 2;
    }

    @Override
    public List<Batch> epoch(int epoch) {
      return List.of(batch(), batch());
    }
  }

  private record Until(int step) implements TrainingCallback {
    @Override
    public RunDirective afterStep(Progress progress) {
      return progress.step() < step ? RunDirective.GO_ON : RunDirective.PAUSE;
    }

    @Override
    public void worked(Work work) {}

    @Override
    public void evaluated(int at, Map<String, Double> metrics) {}

    @Override
    public void settled(int at) {}

    @Override
    public void remarked(String text) {}

    @Override
    public void warned(String text) {}
  }

  private static Batch batch() {
    Random random = new Random(4);
    int[][] ids = new int[LENGTHS.length][];
    for (int row = 0; row < ids.length; row++) {
      ids[row] = random.ints(LENGTHS[row], 4, 90).toArray();
      ids[row][LENGTHS[row] - 1] = 2;
    }
    long[] classes = random.longs(LENGTHS.length, 0, 3).toArray();
    return Batch.Tokens.of(
        ids, new int[ids.length][0], new Targets.ClassIds(classes), Padding.exact(0));
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
