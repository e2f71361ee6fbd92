package graft.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.architecture.ModelConfig;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.model.ModelDirectory;
import graft.head.Heads;
import graft.parity.ParityModels;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.job.TaskType;
import graft.tensor.Devices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What tells the words, by what configuration and files say together: as transformers 5 has it,
 * they are tied if the configuration says so, unless a file has both, with different numbers.
 */
class OwnProjectionTest {
  private static final String TIED = "tie_word_embeddings";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "gpt2, transformer.wte.weight",
    "llama, model.embed_tokens.weight",
    "mistral, model.embed_tokens.weight",
    "qwen2, model.embed_tokens.weight",
    "qwen3, model.embed_tokens.weight",
    "gemma3_text, model.embed_tokens.weight",
    "phi3, model.embed_tokens.weight",
    "smollm3, model.embed_tokens.weight",
    "t5, shared.weight",
    "bart, model.shared.weight"
  })
  void aFileThatHasAnotherProjectionIsComputedWithIt(String architecture, String embeddings)
      throws IOException {
    for (boolean isTied : List.of(true, false)) {
      if (architecture.equals("bart") && !isTied) {
        continue; // Refused by its name.
      }
      write(
          architecture,
          tensors -> {
            remove(tensors, "lm_head.weight");
            tensors.add(filled("lm_head.weight", find(tensors, embeddings), 0.25f));
          });
      look(
          architecture,
          Map.of(TIED, isTied),
          model -> {
            assertThat(model.info().tiesEmbeddings()).isFalse();
            assertThat(model.vocabularyProjection().orElseThrow().toFloatArray())
                .containsOnly(0.25f);
            assertThat(Heads.ofCheckpoint(model)).isPresent();
          });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gpt2, transformer.wte.weight",
    "qwen2, model.embed_tokens.weight",
    "t5, shared.weight"
  })
  void oneThatRepeatsTheEmbeddingsIsTied(String architecture, String embeddings)
      throws IOException {
    write(
        architecture,
        tensors -> {
          remove(tensors, "lm_head.weight");
          tensors.add(find(tensors, embeddings).named("lm_head.weight"));
        });
    look(
        architecture,
        Map.of(TIED, true),
        model -> {
          assertThat(model.info().tiesEmbeddings()).isTrue();
          assertThat(model.vocabularyProjection()).isEmpty();
        });
  }

  @ParameterizedTest
  @CsvSource({"gpt2", "llama", "mistral", "qwen2", "qwen3", "gemma3_text", "phi3", "smollm3"})
  void withoutOneThatIsNotTiedNoWordsAreTold(String architecture) throws IOException {
    write(architecture, tensors -> remove(tensors, "lm_head.weight"));
    look(
        architecture,
        Map.of(TIED, false),
        model -> {
          assertThat(Heads.tellsWords(model)).isFalse();
          assertThat(Heads.ofCheckpoint(model)).isEmpty();
        });
  }

  /** T5's class ties the two whatever its configuration says, which means the scale by the word. */
  @Test
  void ofT5ItIsTheEmbeddings() throws IOException {
    write("t5", tensors -> remove(tensors, "lm_head.weight"));
    look(
        "t5",
        Map.of(TIED, false),
        model -> {
          assertThat(Heads.ofCheckpoint(model)).contains(TaskType.SEQ2SEQ_LM);
          assertThat(model.info().decoder().orElseThrow().outputScale()).isEqualTo(1);
        });
  }

  @Test
  void aHeadOfMaskedWordsNeedsItsOwnToo() throws IOException {
    write("bert", tensors -> {});
    look(
        "bert",
        Map.of(TIED, true),
        model -> {
          assertThat(model.info().tiesEmbeddings()).isTrue();
          assertThat(Heads.ofCheckpoint(model)).contains(TaskType.MASKED_LM);
        });
    look(
        "bert",
        Map.of(TIED, false),
        model -> {
          assertThat(Heads.tellsWords(model)).isFalse();
          assertThat(Heads.ofCheckpoint(model)).isEmpty();
        });
    write(
        "bert",
        tensors -> {
          Tensor words = find(tensors, "bert.embeddings.word_embeddings.weight");
          tensors.add(filled("cls.predictions.decoder.weight", words, 0.25f));
        });
    for (boolean isTied : List.of(true, false)) {
      look(
          "bert",
          Map.of(TIED, isTied),
          model -> {
            assertThat(model.info().tiesEmbeddings()).isFalse();
            assertThat(Heads.ofCheckpoint(model)).contains(TaskType.MASKED_LM);
          });
    }
  }

  private static void remove(List<Tensor> tensors, String name) {
    tensors.removeIf(tensor -> tensor.name().equals(name));
  }

  private static Tensor find(List<Tensor> tensors, String name) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst().orElseThrow();
  }

  private static Tensor filled(String name, Tensor like, float value) {
    float[] values = new float[(int) like.elements()];
    Arrays.fill(values, value);
    return Tensor.of(name, like.shape(), values);
  }

  private void write(String architecture, Consumer<List<Tensor>> change) throws IOException {
    Path weights = ParityModels.first(architecture).resolve("model.safetensors");
    try (Tensors all = Safetensors.open(weights, ErrorCode.INVALID_MODEL)) {
      List<Tensor> tensors = new ArrayList<>(all.all());
      change.accept(tensors);
      SafetensorsWriter.write(
          directory.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
    }
  }

  private void look(String architecture, Map<String, Object> change, Consumer<BaseModel> look) {
    Map<String, @Nullable Object> config =
        new HashMap<>(ModelDirectory.open(ParityModels.first(architecture)).config());
    config.putAll(change);
    try (BaseModel model =
        Architectures.load(
            new ModelConfig(config),
            Safetensors.open(directory.resolve("model.safetensors"), ErrorCode.INVALID_MODEL),
            Devices.manager(new DeviceId("cpu")),
            false)) {
      look.accept(model);
    }
  }
}
