package graft.recipe.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import graft.architecture.ModelConfig;
import graft.data.Batch;
import graft.data.Padding;
import graft.data.Targets;
import graft.format.model.ModelDirectory;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.parity.ParityModels;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.batch.Parts;
import graft.spec.DeviceId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.Scope;
import graft.train.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch that is computed in parts teaches what it teaches as a whole, dropout included. */
class TrainingInPartsTest {
  private static final int[] LENGTHS = {9, 3, 14, 6, 2, 11, 5};
  private static final List<String> ADAPTERS =
      List.of(
          "lora[r=4,dropout=0.3,init_weights='bert']",
          "pfeiffer[reduction_factor=4,dropout=0.3]",
          "compacter[phm_dim=2,reduction_factor=4]",
          "prefix_tuning[prefix_length=3,bottleneck_size=8,dropout=0.3]",
          "peft_p_tuning[num_virtual_tokens=4,encoder_hidden_size=6,encoder_dropout=0.3,encoder_reparameterization_type='LSTM']",
          "loreft[prefix_positions=2,suffix_positions=1,dropout=0.3]");

  static Stream<String> architectures() {
    return ParityModels.architectures().stream().filter(name -> !name.equals("vit"));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void lossAndGradientsAreThoseOfTheWhole(String architecture) {
    try (BaseModel model = load(architecture)) {
      for (String adapter : ADAPTERS) {
        List<float[]> whole = learned(model, adapter, Long.MAX_VALUE, 1);
        List<float[]> parts = learned(model, adapter, 30, 4);
        assertThat(parts).hasSameSizeAs(whole);
        for (int i = 0; i < whole.size(); i++) {
          float largest = largest(whole.get(i));
          assertThat(parts.get(i))
              .as("%s, %d", adapter, i)
              .containsExactly(whole.get(i), within(2e-5f * Math.max(1, largest)));
        }
      }
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

  /** The sum of the losses, and the gradient of each trained tensor. */
  private static List<float[]> learned(BaseModel model, String adapter, long most, int expected) {
    TaskSpec task =
        new TaskSpec(TaskType.SEQUENCE_CLASSIFICATION, List.of("a", "b", "c"), Optional.empty());
    try (AdaptedModel adapted = AdaptedModel.create(model, AdapterConfig.read(adapter), task, 5)) {
      Training training =
          new Training(
              adapted,
              adapted.setup(),
              OptionalDouble.of(0.2),
              0,
              Optional.empty(),
              new Parts(most, 1),
              List.of());
      List<Part<Batch>> parts = training.parts(batch(), 1);
      assertThat(parts).hasSize(expected);
      List<float[]> numbers = new ArrayList<>();
      numbers.add(new float[] {loss(training, parts)});
      for (Parameter parameter : adapted.trainable()) {
        numbers.add(Gradients.of(parameter.value()).map(HostMemory::floats).orElseThrow());
      }
      return numbers;
    }
  }

  private static float loss(Training training, List<Part<Batch>> parts) {
    Masks masks = Masks.of(11, 3);
    float sum = 0;
    for (Part<Batch> part : parts) {
      try (Scope scope = new Scope()) {
        NDArray loss =
            Gradients.recorded(
                () -> training.loss(part.batch(), masks.ofRows(part.before(), part.rows())));
        Gradients.backward(loss);
        sum += Ops.toFloat(loss).getFloat();
      }
    }
    return sum;
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
