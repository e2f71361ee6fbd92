package graft.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import graft.architecture.ModelConfig;
import graft.format.FileContext;
import graft.format.Json;
import graft.format.Safetensors;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.parity.ParityModels;
import graft.spec.Activation;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.job.HeadSpec;
import graft.spec.job.HeadSpec.Pooling;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Devices;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadsTest {
  @Test
  void aModelWithoutAPoolerHasNoPooledHead() {
    try (BaseModel model = load("distilbert", "distilbert-a", Map.of());
        NDManager manager = model.newManager()) {
      TaskSpec task = task(TaskType.REGRESSION, Pooling.POOLER);

      assertThatThrownBy(() -> Heads.create(task, model, Parameters.in(manager, 1)))
          .isInstanceOfSatisfying(
              GraftException.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SPEC);
                assertThat(refused.faults().getFirst().pointer()).isEqualTo("/task/head/pooling");
              });
    }
  }

  @Test
  void aLanguageModelsHeadStartsFromTheCheckpointsOwn() {
    try (BaseModel model = load("roberta", "roberta-a", Map.of());
        NDManager manager = model.newManager()) {
      Parameters parameters = Parameters.in(manager, 1);

      Head head = Heads.create(task(TaskType.MASKED_LM, Pooling.FIRST), model, parameters);

      assertThat(parameters.all()).hasSize(5);
      for (Parameter parameter : parameters.all()) {
        assertThat(HostMemory.floats(parameter.value()))
            .isEqualTo(
                model
                    .languageModelHead()
                    .flatMap(own -> own.values(parameter.name().tensor()))
                    .orElseThrow());
      }
      assertThat(parameters.trainable()).hasSize(4);
      assertThat(head.tied()).containsValue(model.tokenEmbedding().orElseThrow());
    }
  }

  @Test
  void anUntiedVocabularyIsTheHeadsOwnAndFixed() {
    try (BaseModel model = load("bert", "bert-a", Map.of("tie_word_embeddings", false));
        NDManager manager = model.newManager()) {
      Parameters parameters = Parameters.in(manager, 1);

      Head head = Heads.create(task(TaskType.MASKED_LM, Pooling.FIRST), model, parameters);

      assertThat(head.tied()).isEmpty();
      assertThat(parameters.find(MlpHead.name(3, "weight")))
          .hasValueSatisfying(weight -> assertThat(weight.isTrainable()).isFalse());
    }
  }

  @ParameterizedTest
  @CsvSource({"REGRESSION, 2.f.weight", "MASKED_LM, 1.f.weight"})
  void anActivationThatLearnsIsPartOfTheHead(TaskType type, String name) {
    try (BaseModel model = load("bert", "bert-a", Map.of());
        NDManager manager = model.newManager()) {
      Parameters parameters = Parameters.in(manager, 1);
      HeadSpec spec = new HeadSpec(Optional.of(2), Optional.of(Activation.PRELU), Optional.empty());

      Head head = Heads.create(new TaskSpec(type, List.of(), Optional.of(spec)), model, parameters);

      assertThat(parameters.trainable())
          .extracting(parameter -> parameter.name().tensor())
          .contains(name);
      assertThat(head.config(List.of())).containsEntry("activation_function", "prelu");
    }
  }

  @Test
  void aBaseModelHasNoActivationThatLearns() {
    assertThatThrownBy(() -> load("bert", "bert-a", Map.of("hidden_act", "prelu")).close())
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_MODEL))
        .hasMessageContaining("hidden_act is prelu");
  }

  private static TaskSpec task(TaskType type, Pooling pooling) {
    HeadSpec head = new HeadSpec(Optional.empty(), Optional.empty(), Optional.of(pooling));
    return new TaskSpec(type, List.of(), Optional.of(head));
  }

  private static BaseModel load(String architecture, String name, Map<String, Object> changes) {
    Path directory = ParityModels.directory(architecture, name);
    Map<String, Object> config =
        new HashMap<>(
            Json.readObject(
                directory.resolve("config.json"),
                FileContext.of(directory, ErrorCode.INVALID_MODEL),
                1 << 20));
    config.putAll(changes);
    return Architectures.load(
        new ModelConfig(config),
        Safetensors.open(directory.resolve("model.safetensors"), ErrorCode.INVALID_MODEL),
        Devices.manager(new DeviceId("cpu")),
        false);
  }
}
