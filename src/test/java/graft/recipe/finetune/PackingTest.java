package graft.recipe.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import graft.architecture.ModelConfig;
import graft.data.Batch;
import graft.data.Dataset;
import graft.data.Labels;
import graft.data.Padding;
import graft.data.Tokenizer;
import graft.data.chat.RowForm;
import graft.data.column.ColumnMapping;
import graft.format.model.ModelDirectory;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.parity.ParityModels;
import graft.recipe.adapted.AdaptedModel;
import graft.spec.DeviceId;
import graft.spec.Faults;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.TrainingSpec;
import graft.table.Table;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Masks;
import graft.tensor.Parameter;
import graft.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that stand in one row learn as if each had a row of its own. */
class PackingTest {
  private static final int[] LENGTHS = {9, 3, 14, 6, 2, 11, 5};
  private static final int CAPACITY = 24;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt2/gpt2-a",
        "llama/llama-a",
        "mistral/mistral-c",
        "qwen2/qwen2-a",
        "qwen3/qwen3-a",
        "smollm3/smollm3-a",
        "gemma3_text/gemma3-a",
        "phi3/phi3-a"
      })
  void lossAndGradientsAreThoseOfRowsApart(String name) throws IOException {
    String[] parts = name.split("/");
    try (BaseModel model = load(ParityModels.directory(parts[0], parts[1]))) {
      Dataset texts = texts(model);
      List<int[]> blocks = texts.blocks(CAPACITY, 3);
      Padding padding = Padding.rounded(0, 64);
      Batch apart = texts.batch(IntStream.range(0, LENGTHS.length).toArray(), padding);
      Batch packed = texts.packed(blocks, padding);

      assertThat(packed.rows()).isEqualTo(3);
      assertThat(packed.targets().count()).isEqualTo(apart.targets().count());
      assertThat(packed.tokens()).isEqualTo(apart.tokens());
      for (String adapter :
          List.of(
              "lora[r=4,selfattn_lora=True,intermediate_lora=True]",
              "pfeiffer+inv[reduction_factor=4]",
              "prefix_tuning_flat[prefix_length=5]",
              "prefix_tuning_flat[prefix_length=5,shift_positions=True]")) {
        List<float[]> expected = learned(model, adapter, apart);
        List<float[]> found = learned(model, adapter, packed);
        for (int i = 0; i < expected.size(); i++) {
          float largest = largest(expected.get(i));
          assertThat(found.get(i))
              .as("%s, %d", adapter, i)
              .containsExactly(expected.get(i), within(2e-5f * Math.max(1, largest)));
        }
        assertThat(largest(expected.getLast())).isPositive();
      }
    }
  }

  @Test
  void whatReadsWholeRowsCannotBePacked() throws IOException {
    try (BaseModel model = load(ParityModels.first("llama"));
        AdaptedModel gated = adapted(model, "lora[use_gating=True]");
        AdaptedModel plain = adapted(model, "lora")) {
      assertThat(gated.setup().wholeRows()).singleElement().asString().contains("use_gating");
      assertThat(plain.setup().wholeRows()).isEmpty();
    }
    try (BaseModel encoder = load(ParityModels.first("bert"));
        AdaptedModel adapted =
            AdaptedModel.create(
                encoder,
                AdapterConfig.read("lora"),
                new TaskSpec(TaskType.MASKED_LM, List.of(), Optional.empty()),
                5)) {
      Dataset texts = texts(encoder);
      Batch packed = texts.packed(texts.blocks(CAPACITY, 3), Padding.rounded(0, 64));
      assertThatThrownBy(() -> learned(adapted, packed)).hasMessageContaining("one text a row");
    }
  }

  @Test
  void blocksFillUpAndDependOnTheSeedAlone() throws IOException {
    try (BaseModel model = load(ParityModels.first("llama"))) {
      Dataset texts = texts(model);

      List<int[]> blocks = texts.blocks(CAPACITY, 3);

      assertThat(blocks.stream().flatMapToInt(Arrays::stream).boxed())
          .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
      assertThat(blocks)
          .allMatch(block -> Arrays.stream(block).map(i -> LENGTHS[i]).sum() <= CAPACITY);
      assertThat(texts.blocks(CAPACITY, 3)).usingRecursiveComparison().isEqualTo(blocks);
    }
  }

  /** Rows of ids whose first tokens are only read. */
  private Dataset texts(BaseModel model) throws IOException {
    Random random = new Random(4);
    List<String> lines = new ArrayList<>();
    for (int length : LENGTHS) {
      int[] ids = random.ints(length, 3, 90).toArray();
      String labels =
          IntStream.range(0, length)
              .mapToObj(i -> i > 0 && i < length / 3 ? "-100" : String.valueOf(ids[i]))
              .collect(Collectors.joining(","));
      lines.add("{\"input_ids\": %s, \"labels\": [%s]}".formatted(Arrays.toString(ids), labels));
    }
    Path file = Files.write(directory.resolve("rows.jsonl"), lines);
    ColumnMapping columns =
        ColumnMapping.resolve(
                TaskType.CAUSAL_LM, Map.of(), Table.profile(file, "rows.jsonl"), new Faults())
            .orElseThrow();
    ModelDirectory files = ModelDirectory.open(ParityModels.first("llama"));
    try (Table table = Table.open(file, "rows.jsonl");
        Tokenizer tokenizer = Tokenizer.open(files.tokenizer())) {
      return Dataset.read(
          table,
          RowForm.of(columns, Labels.of(List.of())),
          tokenizer,
          Dataset.Bounds.of(64, 96, 1));
    }
  }

  private static AdaptedModel adapted(BaseModel model, String adapter) {
    AdaptedModel adapted =
        AdaptedModel.create(
            model,
            AdapterConfig.read(adapter),
            new TaskSpec(TaskType.CAUSAL_LM, List.of(), Optional.of(HeadSpec.CHECKPOINT)),
            5);
    Random random = new Random(3);
    for (Parameter parameter : adapted.trainable()) {
      float[] values = HostMemory.floats(parameter.value());
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (0.1 * random.nextGaussian());
      }
      adapted
          .adapter()
          .parameters()
          .set(parameter, values, parameter.value().getShape().getShape());
    }
    return adapted;
  }

  private static List<float[]> learned(BaseModel model, String adapter, Batch batch) {
    try (AdaptedModel adapted = adapted(model, adapter)) {
      return learned(adapted, batch);
    }
  }

  /** The sum of the losses, and the gradient of each trained tensor. */
  private static List<float[]> learned(AdaptedModel adapted, Batch batch) {
    Training training = Training.of(adapted, TrainingSpec.DEFAULTS, new DeviceId("cpu"));
    List<float[]> numbers = new ArrayList<>();
    try (Scope scope = new Scope()) {
      NDArray loss = Gradients.recorded(() -> training.loss(batch, Masks.none()));
      Gradients.backward(loss);
      numbers.add(HostMemory.floats(loss));
      for (Parameter parameter : adapted.trainable()) {
        numbers.add(Gradients.of(parameter.value()).map(HostMemory::floats).orElseThrow());
      }
    }
    return numbers;
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static BaseModel load(Path directory) {
    ModelDirectory model = ModelDirectory.open(directory);
    return Architectures.load(
        new ModelConfig(model.config()),
        model.weights(),
        Devices.manager(new DeviceId("cpu")),
        false);
  }
}
