package graft.recipe.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.format.FileContext;
import graft.format.Json;
import graft.format.Tensors;
import graft.format.model.ModelDirectory;
import graft.model.BaseModel;
import graft.parity.ParityModels;
import graft.recipe.AdapterSource;
import graft.recipe.ModelSource;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.AdapterManifest;
import graft.recipe.adapted.LoadedModels;
import graft.recipe.local.LocalRecipes;
import graft.recipe.saved.PublishedIdentity;
import graft.spec.Activation;
import graft.spec.AdapterId;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;

/** A masked language model with an adapter folded in is a checkpoint like any other. */
class MergedMaskedLmTest {
  private static final DeviceId CPU = new DeviceId("cpu");
  private static final AdapterConfig START = AdapterConfig.read("lora");
  private static final AdapterConfig MOVED = AdapterConfig.read("lora[init_weights='bert']");

  private final LoadedModels models = new LoadedModels();
  private final LocalRecipes recipes = new LocalRecipes(models, Clock.systemUTC());
  @TempDir private Path directory;

  @AfterEach
  void close() {
    models.close();
  }

  @ParameterizedTest
  @CsvSource({
    "bert, true, BertForMaskedLM, cls.predictions.transform.dense.weight, cls.predictions.bias",
    "bert, false, BertForMaskedLM, cls.predictions.decoder.weight, cls.predictions.decoder.bias",
    "roberta, true, RobertaForMaskedLM, lm_head.dense.weight, lm_head.bias",
    "roberta, false, RobertaForMaskedLM, lm_head.decoder.weight, lm_head.decoder.bias",
    "xlm-roberta, true, XLMRobertaForMaskedLM, lm_head.layer_norm.bias, lm_head.bias",
    "distilbert, true, DistilBertForMaskedLM, vocab_transform.weight, vocab_projector.bias",
    "distilbert, false, DistilBertForMaskedLM, vocab_projector.weight, vocab_layer_norm.bias"
  })
  void itsHeadIsThatOfTheClassAndComputesTheSame(
      String architecture, boolean isTied, String className, String one, String other)
      throws IOException {
    ModelSource model = model(architecture, isTied);
    TaskSpec task = new TaskSpec(TaskType.MASKED_LM, List.of(), Optional.empty());
    AdapterSource adapter = adapter(model, task);
    float[] expected = logits(model, base -> AdaptedModel.open(base, adapter));

    ModelSource merged = merged(adapter);

    ModelDirectory files = ModelDirectory.open(merged.directory());
    assertThat(files.config()).containsEntry("architectures", List.of(className));
    try (Tensors tensors = files.weights()) {
      assertThat(tensors.names()).contains(one, other).noneMatch(name -> name.contains("pooler"));
    }
    float[] found = logits(merged, base -> AdaptedModel.create(base, START, task, 1));
    assertThat(found).containsExactly(expected, within(1e-5f));
    assertThat(logits(model, base -> AdaptedModel.create(base, START, task, 1)))
        .isNotEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"bert, 3, GELU", "bert, 2, RELU", "roberta, 1, GELU", "distilbert, 2, TANH"})
  void aHeadThatTheClassDoesNotHaveLiesBeside(
      String architecture, int layers, Activation activation) throws IOException {
    HeadSpec shape = new HeadSpec(Optional.of(layers), Optional.of(activation), Optional.empty());
    AdapterSource adapter =
        adapter(
            model(architecture, true),
            new TaskSpec(TaskType.MASKED_LM, List.of(), Optional.of(shape)));

    Path merged = merged(adapter).directory();

    assertThat(Files.readAllBytes(merged.resolve("model_head.safetensors")))
        .isEqualTo(Files.readAllBytes(adapter.directory().resolve("model_head.safetensors")));
    assertThat(Files.readString(merged.resolve("README.md"))).contains("load_head(path)");
  }

  @Test
  void aHeadThatNoLibraryHasIsThereToBeComputed() throws IOException {
    HeadSpec mean =
        new HeadSpec(Optional.of(2), Optional.empty(), Optional.of(HeadSpec.Pooling.MEAN));
    AdapterSource adapter =
        adapter(
            model("bert", true),
            new TaskSpec(TaskType.SEQUENCE_CLASSIFICATION, List.of("a", "b"), Optional.of(mean)));

    Path merged = merged(adapter).directory();

    assertThat(merged.resolve("head_config.json")).doesNotExist();
    assertThat(merged.resolve("model_head.safetensors")).exists();
    assertThat(Files.readString(merged.resolve("README.md")))
        .contains(
            """
            x = (hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
            x = torch.nn.functional.linear(x, head["heads.graft.1.weight"], head["heads.graft.1.bias"])
            x = transformers.activations.ACT2FN["tanh"](x)
            x = torch.nn.functional.linear(x, head["heads.graft.4.weight"], head["heads.graft.4.bias"])
            logits = x
            """);
  }

  /** T5's class scales what its word embeddings see, and not what another projection sees. */
  @ParameterizedTest
  @CsvSource({"true, t5", "false, t5", "true, bart"})
  void aProjectionInPlaceOfTheWordEmbeddingsComputesTheSame(boolean isTied, String architecture)
      throws IOException {
    AdapterSource adapter = adapter(model(architecture, isTied), writing(HeadSpec.PROJECTION));
    float[] expected = logits(adapter.model(), base -> AdaptedModel.open(base, adapter));

    ModelSource merged = merged(adapter);

    assertThat(ModelDirectory.open(merged.directory()).config())
        .containsEntry("tie_word_embeddings", false);
    float[] found =
        logits(merged, base -> AdaptedModel.create(base, START, writing(HeadSpec.CHECKPOINT), 1));
    assertThat(furthest(found, expected)).isLessThan(1e-5f);
  }

  private static float furthest(float[] some, float[] others) {
    assertThat(some).hasSameSizeAs(others);
    float most = 0;
    for (int i = 0; i < some.length; i++) {
      most = Math.max(most, Math.abs(some[i] - others[i]));
    }
    return most;
  }

  private static TaskSpec writing(HeadSpec head) {
    return new TaskSpec(TaskType.SEQ2SEQ_LM, List.of(), Optional.of(head));
  }

  /** ModernBERT's stands outside of the base model's prefix. */
  @Test
  void anAdapterOfALayerThatHeadsBeginWithIsFoldedIntoIt() throws IOException {
    AdapterConfig config =
        AdapterConfig.read(
            Map.of(
                "architecture",
                "peft_lora",
                "r",
                2,
                "lora_alpha",
                2,
                "target_modules",
                List.of("head.dense")));
    HeadSpec pooled =
        new HeadSpec(Optional.of(1), Optional.empty(), Optional.of(HeadSpec.Pooling.POOLER));
    TaskSpec task =
        new TaskSpec(TaskType.SEQUENCE_CLASSIFICATION, List.of("a", "b"), Optional.of(pooled));
    ModelSource model = model("modernbert", true);

    ModelSource merged = merged(adapter(model, config, task));

    float[] folded = weight(merged, "head.dense.weight");
    assertThat(folded).isNotEqualTo(weight(model, "head.dense.weight"));
  }

  private static float[] weight(ModelSource source, String name) {
    try (Tensors tensors = ModelDirectory.open(source.directory()).weights()) {
      return tensors.get(name).floats();
    }
  }

  private ModelSource model(String architecture, boolean isTied) throws IOException {
    Path copy = directory.resolve("model");
    FileSystemUtils.copyRecursively(
        ParityModels.directory(architecture, architecture + "-a"), copy);
    Path file = copy.resolve("config.json");
    Map<String, @Nullable Object> config =
        Json.readObject(
            Files.readAllBytes(file), new FileContext("config.json", ErrorCode.INVALID_MODEL));
    Map<String, @Nullable Object> changed = new TreeMap<>(config);
    changed.put("tie_word_embeddings", isTied);
    Files.write(file, Json.sorted(changed));
    return new ModelSource(architecture, copy, "sha-of-the-base");
  }

  /** An adapter whose tensors, and those of its head, are not what a new one begins with. */
  private AdapterSource adapter(ModelSource source, TaskSpec task) throws IOException {
    return adapter(source, MOVED, task);
  }

  private AdapterSource adapter(ModelSource source, AdapterConfig config, TaskSpec task)
      throws IOException {
    Path output = Files.createDirectory(directory.resolve("adapter"));
    return models.with(
        source,
        CPU,
        false,
        model -> {
          try (AdaptedModel adapted = AdaptedModel.create(model, config, task, 5)) {
            Parameters head = adapted.head().parameters();
            head.all().forEach(tensor -> move(tensor, head));
            if (!config.equals(MOVED)) {
              Parameters own = adapted.adapter().parameters();
              own.all().forEach(tensor -> move(tensor, own));
            }
            AdapterFiles.write(
                output,
                adapted,
                new AdapterManifest(config, Optional.of(task), 64, Map.of()),
                new PublishedIdentity("graft", source.name()));
          }
          return new AdapterSource(new AdapterId("adp-1"), output, source, false);
        });
  }

  private static void move(Parameter tensor, Parameters head) {
    float[] values = HostMemory.floats(tensor.value());
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (0.1 * Math.sin(i));
    }
    head.set(tensor, values, tensor.value().getShape().getShape());
  }

  private ModelSource merged(AdapterSource adapter) throws IOException {
    Path zip = directory.resolve("merged.zip");
    recipes.writeMerged(adapter, zip, CPU);
    Path files = Files.createDirectory(directory.resolve("merged"));
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      for (var entry : archive.stream().toList()) {
        try (InputStream bytes = archive.getInputStream(entry)) {
          Files.copy(bytes, files.resolve(entry.getName()));
        }
      }
    }
    return new ModelSource("merged", files, "sha-of-the-merged");
  }

  private float[] logits(ModelSource source, Function<BaseModel, AdaptedModel> construction) {
    return models.with(
        source,
        CPU,
        false,
        model -> {
          try (AdaptedModel adapted = construction.apply(model)) {
            return Probe.logits(adapted, adapted.setup());
          }
        });
  }
}
