package graft.format.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import graft.architecture.Architecture;
import graft.architecture.Registry;
import graft.format.Tensor;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SpanSpellingTest {
  private static final String ROOT = "base_model.model.";
  private static final String WEIGHT = "layers.0.self_attn.q_proj.lora_A.weight";
  private final Architecture llama = Registry.find("llama").orElseThrow().architecture();

  @Test
  void whatTheClassCallsItsBaseModelIsReadAsCheckpointsHaveIt() {
    PeftAdapter read = SpanSpelling.ofCheckpoints(file(ROOT + "transformer." + WEIGHT), llama);

    assertThat(read.tensors()).containsOnlyKeys(ROOT + "model." + WEIGHT);
    assertThat(read.config()).containsEntry("target_modules", List.of("model.layers.0"));
  }

  @Test
  void aTensorByBothNamesIsRefused() {
    PeftAdapter both = file(ROOT + "transformer." + WEIGHT, ROOT + "model." + WEIGHT);

    assertThatExceptionOfType(GraftException.class)
        .isThrownBy(() -> SpanSpelling.ofCheckpoints(both, llama))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ADAPTER))
        .withMessageContaining(WEIGHT);
  }

  @Test
  void onlyWhatIsForTellingSpansIsWrittenByTheClassesNames() {
    PeftAdapter read = file(ROOT + "model." + WEIGHT);
    Map<String, Object> ofSpans =
        Map.of("task_type", "QUESTION_ANS", "target_modules", List.of("model.layers.0"));

    PeftAdapter written = SpanSpelling.ofClass(new PeftAdapter(ofSpans, read.tensors()), llama);

    assertThat(written.tensors()).containsOnlyKeys(ROOT + "transformer." + WEIGHT);
    assertThat(written.config()).containsEntry("target_modules", List.of("transformer.layers.0"));
    assertThat(SpanSpelling.ofClass(read, llama)).isSameAs(read);
  }

  private static PeftAdapter file(String... tensors) {
    return new PeftAdapter(
        Map.of("target_modules", List.of("transformer.layers.0")),
        Arrays.stream(tensors)
            .map(name -> Tensor.of(name, new long[] {1}, 1))
            .collect(Collectors.toMap(Tensor::name, Function.identity())));
  }
}
