package graft.spec.job;

import static org.assertj.core.api.Assertions.assertThat;

import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The learning rate that an adapter gets where nobody says one. */
class AutomaticTrainingTest {
  private static final double USUAL = TrainingSpec.USUAL_RATE;
  private static final int WIDTH = 768;

  /** Those of today's names that go by other steps than the usual ones. */
  private static final Map<String, Double> OTHER =
      Map.ofEntries(
          Map.entry("compacter", 1e-2),
          Map.entry("compacter++", 1e-2),
          Map.entry("ia3", 1e-2),
          Map.entry("vera", 5e-3),
          Map.entry("dvora", 5e-3),
          Map.entry("prefix_tuning_flat", 1e-2),
          Map.entry("prompt_tuning", 1e-2),
          Map.entry("loreft", 2e-3),
          Map.entry("noreft", 2e-3),
          Map.entry("direft", 2e-3),
          Map.entry("fusion", 5e-4),
          Map.entry("static_fusion", 5e-4),
          Map.entry("peft_ia3", 1e-2),
          Map.entry("peft_vera", 1e-2),
          Map.entry("peft_adalora", 5e-3),
          Map.entry("peft_ln_tuning", 5e-3),
          Map.entry("peft_prompt_tuning", 1e-2),
          Map.entry("peft_trainable_tokens", 5e-3));

  @Test
  void everyMethodHasItsPace() {
    Map<String, Double> rates = new TreeMap<>();
    Presets.byName()
        .forEach((name, preset) ->
            rates.put(name, rate(preset, TaskType.SEQUENCE_CLASSIFICATION, WIDTH)));

    rates.values().removeIf(rate -> rate == USUAL);
    assertThat(rates).isEqualTo(OTHER);
  }

  @Test
  void lowRankTermsOfDecodersGoByTheirWidth() {
    for (String name : new String[] {"lora", "dora", "peft_lora"}) {
      AdapterConfig lora = AdapterConfig.read(name);
      assertThat(rate(lora, TaskType.CAUSAL_LM, 2000)).isEqualTo(5e-4);
      assertThat(rate(lora, TaskType.CAUSAL_LM, 64)).isEqualTo(2e-3);
    }
    assertThat(rate(AdapterConfig.read("peft_adalora"), TaskType.CAUSAL_LM, 2000)).isEqualTo(5e-3);
    assertThat(rate(AdapterConfig.read("mtl_lora"), TaskType.CAUSAL_LM, 2000)).isEqualTo(USUAL);
  }

  @Test
  void aUnionGoesAtThePaceOfThePartThatBearsLeast() {
    AdapterConfig union = AdapterConfig.read("compacter|vera");
    assertThat(rate(union, TaskType.SEQUENCE_CLASSIFICATION, WIDTH)).isEqualTo(5e-3);
    assertThat(rate(AdapterConfig.read("ia3|seq_bn"), TaskType.CAUSAL_LM, WIDTH)).isEqualTo(USUAL);
  }

  private static double rate(AdapterConfig adapter, TaskType task, int width) {
    return new AutomaticTraining(adapter, task, width)
        .of(TrainingSpec.DEFAULTS, 1000)
        .learningRate()
        .orElseThrow();
  }
}
