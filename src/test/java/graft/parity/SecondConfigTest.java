package graft.parity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.architecture.ModelConfig;
import graft.format.model.ModelDirectory;
import graft.head.Head;
import graft.head.Heads;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.DeviceId;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Parameters;
import graft.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration can be written in several ways that mean the same. */
class SecondConfigTest {
  private static final String SECOND = "config_transformers5.json";
  private static final int LENGTH = 24;

  @TempDir private Path directory;

  /** The models that lie with the numbers and have their configuration in both forms. */
  static List<Path> models() {
    return ParityArchive.architectures().stream()
        .flatMap(type -> directories(ParityArchive.of(type).resolve("models")))
        .filter(model -> Files.exists(model.resolve(SECOND)))
        .toList();
  }

  private static Stream<Path> directories(Path parent) {
    try (Stream<Path> all = Files.list(parent)) {
      return all.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theSecondFormsAreThere() {
    assertThat(models())
        .extracting(model -> model.getFileName().toString())
        .contains("llama-c", "mistral-c", "qwen3-a");
  }

  @ParameterizedTest
  @MethodSource("models")
  void theFormOfTransformers5MeansTheSame(Path model) throws IOException {
    float[] first = states(ModelDirectory.open(model));

    assertThat(states(ModelDirectory.open(withConfig(model, model.resolve(SECOND)))))
        .isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "gpt2"})
  void severalEndTokensChangeNothing(String architecture) {
    ModelDirectory model =
        ModelDirectory.open(ParityModels.directory(architecture, architecture + "-a"));
    Map<String, Object> several = new HashMap<>(model.config());
    several.put("eos_token_id", List.of(2, 3));

    assertThat(states(model, several)).isEqualTo(states(model));
  }

  /** LLaMA's default is false: the vocabulary projection is in the file. */
  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral"})
  void withoutAWordOfThemEmbeddingsAreNotTied(String architecture) {
    ModelDirectory model =
        ModelDirectory.open(ParityModels.directory(architecture, architecture + "-a"));
    Map<String, Object> silent = new HashMap<>(model.config());
    assertThat(silent.remove("tie_word_embeddings")).isEqualTo(false);

    assertThat(states(model, silent)).isEqualTo(states(model));
  }

  private Path withConfig(Path model, Path config) throws IOException {
    for (Path file : directories(model).toList()) {
      Files.copy(file, directory.resolve(file.getFileName()));
    }
    Files.delete(directory.resolve(ModelDirectory.CONFIG));
    Files.copy(config, directory.resolve(ModelDirectory.CONFIG));
    return directory;
  }

  private static float[] states(ModelDirectory directory) {
    return states(directory, directory.config());
  }

  /** The hidden states of two rows, one of them padded; of causal models the logits. */
  private static float[] states(ModelDirectory directory, Map<String, Object> json) {
    ModelConfig config = new ModelConfig(new TreeMap<>(json));
    Architectures.check(config);
    NDManager place = Devices.manager(new DeviceId("cpu"));
    try (BaseModel model = Architectures.load(config, directory.weights(), place, false);
        NDManager manager = model.newManager()) {
      Optional<Head> head =
          Heads.ofCheckpoint(model)
              .filter(TaskType.CAUSAL_LM::equals)
              .map(type -> head(type, model, manager));
      return Gradients.off(() -> {
        try (Scope scope = new Scope()) {
          Inputs inputs = inputs(manager);
          Pass pass = Pass.of(Setup.EMPTY);
          Encoded encoded = model.forward(inputs, pass);
          NDArray found =
              head.map(h -> h.logits(model, encoded, inputs, pass)).orElse(encoded.hidden());
          return HostMemory.floats(found);
        }
      });
    }
  }

  private static Head head(TaskType type, BaseModel model, NDManager manager) {
    TaskSpec task = new TaskSpec(type, List.of(), Optional.of(HeadSpec.CHECKPOINT));
    return Heads.create(task, model, Parameters.in(manager, 0));
  }

  private static Inputs inputs(NDManager manager) {
    long[] ids = new long[2 * LENGTH];
    long[] mask = new long[2 * LENGTH];
    Arrays.setAll(ids, i -> 3 + i * 7 % 100);
    Arrays.setAll(mask, i -> i < 2 * LENGTH - 5 ? 1 : 0);
    Shape shape = new Shape(2, LENGTH);
    return new Inputs.Text(manager.create(ids, shape), manager.create(mask, shape), null);
  }
}
