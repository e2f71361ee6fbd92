package graft.recipe.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.format.DType;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.model.ModelDirectory;
import graft.parity.Bfloat16Model;
import graft.parity.ParityModels;
import graft.recipe.AdapterSource;
import graft.recipe.EvaluateSpec;
import graft.recipe.ModelSource;
import graft.recipe.Turns;
import graft.recipe.adapted.Precisions;
import graft.spec.AdapterId;
import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.job.EvaluationReport;
import graft.spec.job.SetupSpec;
import graft.spec.job.TrainingSpec;
import graft.tensor.Devices;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A base model whose files are bf16 serves a job in bf16, and all that comes after, as one copy.
 */
class OneBaseInBfloat16Test {
  private static final long GIB = 1L << 30;

  private final AtomicInteger loads = new AtomicInteger();
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"bert, bert-a", "llama, llama-a", "gpt2, gpt2-a"})
  void whatWasTrainedInBfloat16IsUsedOnTheOpenBase(String architecture, String name)
      throws IOException {
    try (Workbench bench = bench(architecture, name, "bf16")) {
      double measured = bench.train("adp-a", "lora", "$new").get("test_accuracy");

      List<Map<String, Object>> before = bench.predict("adp-a", "adp-a");
      EvaluationReport evaluated = evaluate(bench);
      double difference =
          bench.recipes.merge(bench.source("adp-a"), Workbench.CPU).largestLogitDifference();
      bench.recipes.reset(bench.source("adp-a"), Workbench.CPU);
      bench.recipes.writeMerged(bench.source("adp-a"), merged(), Workbench.CPU);

      assertThat(loads).hasValue(1);
      assertThat(before).extracting(answer -> answer.get("label")).containsExactly("ask", "tell");
      assertThat(evaluated.metrics()).containsEntry("accuracy", measured);
      assertThat(difference).isPositive().isLessThan(0.3);
    }
  }

  @Test
  void mergingRoundsEachSumOnce() throws IOException {
    try (Workbench bench = bench("llama", "llama-a", "bf16")) {
      bench.train("adp-a", "lora[r=4,alpha=4]", "$new");
      bench.recipes.writeMerged(bench.source("adp-a"), merged(), Workbench.CPU);

      Path weights = extract();
      try (Tensors base = ModelDirectory.open(bench.model.directory()).weights();
          Tensors made = Safetensors.open(weights, ErrorCode.INVALID_MODEL);
          Tensors adapter =
              Safetensors.open(
                  bench.source("adp-a").directory().resolve("adapter.safetensors"),
                  ErrorCode.INVALID_ADAPTER)) {
        assertThat(made.all()).allMatch(tensor -> tensor.dtype() == DType.BF16);
        Tensor folded = made.get("model.layers.0.self_attn.q_proj.weight");
        float[] sums = sums(base.get("model.layers.0.self_attn.q_proj.weight"), adapter);
        float[] found = folded.floats();
        assertThat(found).hasSameSizeAs(sums).isNotEqualTo(base.get(folded.name()).floats());
        for (int i = 0; i < sums.length; i++) {
          // Half of the last of eight bits, and what float32 itself rounds.
          assertThat(found[i]).isCloseTo(sums[i], within(Math.abs(sums[i]) / 256 * 1.001f + 1e-9f));
        }
      }
      assertThat(ModelDirectory.open(weights.getParent()).elementType()).contains("bfloat16");
    }
  }

  @Test
  void whatWasTrainedInFloat32IsUsedInFloat32() throws IOException {
    try (Workbench bench = bench("llama", "llama-a", "fp32")) {
      bench.train("adp-a", "lora", "$new");
      bench.predict("adp-a", "adp-a");
      bench.recipes.writeMerged(bench.source("adp-a"), merged(), Workbench.CPU);

      assertThat(loads).hasValue(1);
      try (Tensors made = Safetensors.open(extract(), ErrorCode.INVALID_MODEL)) {
        assertThat(made.get("model.layers.0.self_attn.q_proj.weight").dtype()).isEqualTo(DType.F32);
      }
    }
  }

  @Test
  void prefixesAreEjectedOnTheOpenBase() throws IOException {
    try (Workbench bench = bench("bert", "bert-a", "bf16")) {
      bench.train("adp-a", "prefix_tuning[bottleneck_size=16]", "$new");
      Path flat = Files.createDirectory(directory.resolve("flat"));

      double difference =
          bench.recipes.eject(bench.source("adp-a"), flat, Workbench.CPU).largestLogitDifference();
      bench.adapters.put(
          "adp-flat", new AdapterSource(new AdapterId("adp-flat"), flat, bench.model, false));

      assertThat(difference).isLessThan(0.05);
      assertThat(bench.predict("adp-flat", "adp-flat"))
          .extracting(answer -> answer.get("label"))
          .containsExactly("ask", "tell");
      assertThat(loads).hasValue(1);
    }
  }

  /** On a file that takes no room on the disk: nothing is read of it. */
  @Test
  void aLargeModelStaysAsItsFilesHaveIt() throws IOException {
    Path like = Bfloat16Model.write(ParityModels.directory("llama", "llama-a"), empty("large"));
    ModelSource model = new ModelSource("large", like, "sha");

    assertThat(Precisions.isBfloat16(model, Optional.empty(), Workbench.CPU)).isFalse();
    try (RandomAccessFile weights =
        new RandomAccessFile(like.resolve(ModelDirectory.WEIGHTS).toFile(), "rw")) {
      weights.setLength(GIB);
    }
    assertThat(Precisions.isBfloat16(model, Optional.empty(), Workbench.CPU))
        .isEqualTo(Devices.multipliesBfloat16(Workbench.CPU));
  }

  private Workbench bench(String architecture, String name, String precision) throws IOException {
    Path model = Bfloat16Model.write(ParityModels.directory(architecture, name), empty(name));
    TrainingSpec training =
        Codec.change(Workbench.THOROUGH, Map.of("precision", precision), "", new Faults())
            .orElseThrow();
    return new Workbench(
        directory,
        new ModelSource(name, model, "sha-of-" + name),
        training,
        loading -> {
          loads.incrementAndGet();
          return loading.get();
        });
  }

  private Path empty(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name));
  }

  private static EvaluationReport evaluate(Workbench bench) {
    AdapterSource source = bench.source("adp-a");
    EvaluateSpec spec =
        new EvaluateSpec(
            bench.data(),
            Map.of(),
            new SetupSpec.Leaf("adp-a"),
            bench.adapters,
            source.directory().resolveSibling("predictions.csv"));
    return bench.recipes.evaluate(source, spec, Turns.alone(Workbench.CPU), _ -> {});
  }

  private Path merged() {
    return directory.resolve("merged.zip");
  }

  /** The merged model's weights, beside its configuration. */
  private Path extract() throws IOException {
    Path into = empty("merged");
    try (ZipFile zip = new ZipFile(merged().toFile())) {
      for (String name : List.of(ModelDirectory.CONFIG, ModelDirectory.WEIGHTS)) {
        ZipEntry entry = zip.getEntry(name);
        Files.copy(zip.getInputStream(entry), into.resolve(name));
      }
    }
    return into.resolve(ModelDirectory.WEIGHTS);
  }

  /** {@code W + B A}, in double. */
  private static float[] sums(Tensor weight, Tensors adapter) {
    Tensor a = lora(adapter, "lora_A");
    Tensor b = lora(adapter, "lora_B");
    int in = (int) weight.shape()[1];
    int rank = (int) a.shape()[0];
    float[] sums = weight.floats();
    float[] left = b.floats();
    float[] right = a.floats();
    for (int i = 0; i < sums.length; i++) {
      double sum = sums[i];
      for (int k = 0; k < rank; k++) {
        sum += (double) left[i / in * rank + k] * right[k * in + i % in];
      }
      sums[i] = (float) sum;
    }
    return sums;
  }

  private static Tensor lora(Tensors adapter, String part) {
    String name =
        adapter.names().stream()
            .filter(one -> one.contains("layers.0.self_attn.q_proj") && one.endsWith(part))
            .findFirst()
            .orElseThrow();
    return adapter.get(name);
  }
}
