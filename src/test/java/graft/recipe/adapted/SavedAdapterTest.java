package graft.recipe.adapted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.model.BaseModel;
import graft.parity.ParityModels;
import graft.recipe.AdapterSource;
import graft.recipe.ModelSource;
import graft.recipe.merge.Probe;
import graft.recipe.saved.PublishedIdentity;
import graft.site.Setup;
import graft.spec.AdapterId;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters whose parts are shared or stand at the embeddings, written to files and read back. */
class SavedAdapterTest {
  private static final String RULE = "bert.shared_parameters.graft.phm_rule";
  private static final String COPY = "bert.encoder.layer.%d.output.adapters.graft.%s.phm_rule";

  private final LoadedModels models = new LoadedModels();
  @TempDir private Path directory;
  private ModelSource model;

  @BeforeEach
  void prepare() {
    model = new ModelSource("bert-a", ParityModels.directory("bert", "bert-a"), "sha-of-bert-a");
  }

  @AfterEach
  void close() {
    models.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compacter[reduction_factor=4]",
        "compacter++[reduction_factor=4,shared_W_phm=True,factorized_phm_W=False]",
        "compacter++[reduction_factor=4,shared_phm_rule=False,learn_phm=False]",
        "compacter[reduction_factor=4,factorized_phm_rule=True,phm_bias=False]",
        "compacter++[reduction_factor=4]|compacter[reduction_factor=4,output_adapter=False,shared_phm_rule=False]",
        "lora[attn_matrices=['q']]|ia3",
        "houlsby[non_linearity='prelu',ln_before=True]",
        "pfeiffer+inv[non_linearity='xielu']",
        "pfeiffer+inv",
        "houlsby+inv[inv_adapter='glow']"
      })
  void whatIsReadBackSaysTheSame(String config) {
    float[] saved = save(config);

    assertThat(reopened()).isEqualTo(saved);
  }

  @Test
  void aSharedTensorIsSavedOnceUnderItsPublishedName() {
    save("compacter++[reduction_factor=4]");

    assertThat(names()).contains(RULE).filteredOn(name -> name.contains("phm_rule")).hasSize(1);
  }

  @Test
  void aSharedTensorThatIsMissingIsNamed() {
    save("compacter++[reduction_factor=4]");
    rewrite(tensors -> tensors.stream().filter(t -> !t.name().equals(RULE)).toList());

    assertThatThrownBy(this::reopened)
        .isInstanceOfSatisfying(
            GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ADAPTER))
        .hasMessageContaining(RULE)
        .hasMessageContaining("share");
  }

  @Test
  void equalCopiesOfASharedTensorAreOne() {
    float[] saved = save("compacter++[reduction_factor=4]");
    rewrite(tensors -> withCopies(tensors, rule -> rule));

    assertThat(reopened()).isEqualTo(saved);
  }

  @Test
  void copiesThatDifferAreRefused() {
    save("compacter++[reduction_factor=4]");
    rewrite(tensors -> withCopies(tensors, SavedAdapterTest::changed));

    assertThatThrownBy(this::reopened)
        .isInstanceOfSatisfying(
            GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ADAPTER))
        .hasMessageContaining(COPY.formatted(1, "adapter_up"));
  }

  /** The shared rule as a copy in every layer, and nowhere else; the last one is given. */
  private static List<Tensor> withCopies(List<Tensor> tensors, UnaryOperator<Tensor> last) {
    List<Tensor> copied = new ArrayList<>();
    for (Tensor tensor : tensors) {
      if (!tensor.name().equals(RULE)) {
        copied.add(tensor);
        continue;
      }
      for (int layer = 0; layer < 3; layer++) {
        copied.add(tensor.named(COPY.formatted(layer, "adapter_down.0")));
        Tensor up = tensor.named(COPY.formatted(layer, "adapter_up"));
        copied.add(layer == 1 ? last.apply(up) : up);
      }
    }
    return copied;
  }

  private static Tensor changed(Tensor tensor) {
    float[] values = tensor.floats();
    values[0] += 1;
    return Tensor.of(tensor.name(), tensor.shape(), values);
  }

  /** Logits of an adapter whose tensors are far from their start, after writing it. */
  private float[] save(String config) {
    AdapterConfig adapter = AdapterConfig.read(config);
    TaskSpec task =
        new TaskSpec(TaskType.SEQUENCE_CLASSIFICATION, List.of("a", "b"), Optional.empty());
    return onModel(loaded -> {
      try (AdaptedModel adapted = AdaptedModel.create(loaded, adapter, task, 5)) {
        Random random = new Random(11);
        adapted.adapter().parameters().all().forEach(parameter -> shake(parameter, random));
        AdapterFiles.write(
            directory,
            adapted,
            new AdapterManifest(adapter, Optional.of(task), 16, Map.of()),
            new PublishedIdentity("graft", "bert-a"));
        float[] logits = Probe.logits(adapted, adapted.adapter().setup());
        assertThat(logits).isNotEqualTo(Probe.logits(adapted, Setup.EMPTY));
        return logits;
      }
    });
  }

  private static void shake(Parameter parameter, Random random) {
    float[] values = new float[(int) parameter.value().getShape().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.3 * random.nextGaussian());
    }
    try (NDArray other =
        parameter.value().getManager().create(values, parameter.value().getShape())) {
      parameter.set(other);
    }
  }

  private float[] reopened() {
    AdapterSource source = new AdapterSource(new AdapterId("adp-1"), directory, model, false);
    return onModel(loaded -> {
      try (AdaptedModel adapted = AdaptedModel.open(loaded, source)) {
        return Probe.logits(adapted, adapted.adapter().setup());
      }
    });
  }

  private <T> T onModel(Function<BaseModel, T> use) {
    return models.with(model, new DeviceId("cpu"), false, use);
  }

  private List<String> names() {
    try (Tensors saved = open()) {
      return List.copyOf(saved.names());
    }
  }

  private void rewrite(UnaryOperator<List<Tensor>> change) {
    Path other = directory.resolve("other.safetensors");
    try (Tensors saved = open()) {
      SafetensorsWriter.write(other, change.apply(List.copyOf(saved.all())), Map.of());
      Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Tensors open() {
    return Safetensors.open(file(), ErrorCode.INVALID_ADAPTER);
  }

  private Path file() {
    return directory.resolve("adapter.safetensors");
  }
}
