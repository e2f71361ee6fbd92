package graft.spec.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.LoraConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WantedAdapterTest {
  private static final AdapterConfig EVERYWHERE =
      AdapterConfig.read(
          Map.of(
              "architecture",
              "peft_lora",
              "target_modules",
              List.of("all-linear"),
              "r",
              16,
              "lora_alpha",
              32));

  private static Optional<TaskSpec> task(TaskType type) {
    return Optional.of(new TaskSpec(type, List.of(), Optional.empty()));
  }

  @Test
  void theBareNameIsLoraAtEveryLinearLayerOfACausalLanguageModel() {
    assertThat(WantedAdapter.read("lora").of(task(TaskType.CAUSAL_LM))).isEqualTo(EVERYWHERE);
    assertThat(WantedAdapter.read(" lora ").of(task(TaskType.CAUSAL_LM))).isEqualTo(EVERYWHERE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CAUSAL_LM")
  void elsewhereItIsTheReferenceLibrarys(TaskType type) {
    assertThat(WantedAdapter.read("lora").of(task(type))).isEqualTo(LoraConfig.DEFAULTS);
    assertThat(WantedAdapter.read("lora").of(Optional.empty())).isEqualTo(LoraConfig.DEFAULTS);
  }

  @ParameterizedTest
  @CsvSource({"lora[r=8]", "lora|par_bn", "ia3", "pfeiffer", "peft_lora"})
  void whatSaysMoreIsWhatItSays(String notation) {
    assertThat(WantedAdapter.read(notation).of(task(TaskType.CAUSAL_LM)))
        .isEqualTo(AdapterConfig.read(notation));
  }

  @Test
  void anObjectIsWhatItSays() {
    assertThat(WantedAdapter.read(Map.of("architecture", "lora")).of(task(TaskType.CAUSAL_LM)))
        .isEqualTo(LoraConfig.DEFAULTS);
  }

  /** 10 * 5e-5 * (2000 / width) ^ 0.78, at most 2e-3. */
  @ParameterizedTest
  @CsvSource({"192, 2e-3", "896, 9.354e-4", "2000, 5e-4", "4096, 2.858e-4"})
  void theWiderADecoderTheShorterItsSteps(int width, double rate) {
    AutomaticTraining decoder = new AutomaticTraining(EVERYWHERE, TaskType.CAUSAL_LM, width);

    assertThat(decoder.of(TrainingSpec.DEFAULTS, 100).peakRate()).isCloseTo(rate, within(1e-6));
  }

  @Test
  void otherTasksAndMethodsHaveTheUsualSteps() {
    AutomaticTraining encoder =
        new AutomaticTraining(LoraConfig.DEFAULTS, TaskType.SEQUENCE_CLASSIFICATION, 4096);
    AutomaticTraining bottleneck =
        new AutomaticTraining(AdapterConfig.read("pfeiffer"), TaskType.CAUSAL_LM, 4096);

    assertThat(encoder.of(TrainingSpec.DEFAULTS, 100).peakRate()).isEqualTo(1e-3);
    assertThat(bottleneck.of(TrainingSpec.DEFAULTS, 100).peakRate()).isEqualTo(1e-3);
  }
}
