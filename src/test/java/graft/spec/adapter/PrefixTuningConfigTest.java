package graft.spec.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.spec.Activation;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTuningConfigTest {
  @Test
  void theDefaultsAreTheReferenceLibrarys() {
    Map<String, Object> written = new LinkedHashMap<>(AdapterConfig.read("prefix_tuning").json());

    assertThat(written)
        .containsEntry("architecture", "prefix_tuning")
        .containsEntry("encoder_prefix", true)
        .containsEntry("cross_prefix", true)
        .containsEntry("leave_out", List.of())
        .containsEntry("flat", false)
        .containsEntry("prefix_length", 30)
        .containsEntry("bottleneck_size", 512)
        .containsEntry("non_linearity", "tanh")
        .containsEntry("dropout", 0.0)
        .containsEntry("use_gating", false)
        .containsEntry("shared_gating", true)
        .containsEntry("init_weights_seed", null)
        .containsEntry("shift_positions", false)
        .hasSize(13);
  }

  @Test
  void theFlatPresetDiffersInOneAttribute() {
    assertThat(AdapterConfig.read("prefix_tuning_flat"))
        .isEqualTo(AdapterConfig.read("prefix_tuning[flat=True]"))
        .isEqualTo(PrefixTuningConfig.DEFAULTS.flattened());
  }

  @Test
  void ourOwnAttributeIsReadAndWritten() {
    AdapterConfig shifting = AdapterConfig.read("prefix_tuning_flat[shift_positions=True]");

    assertThat(shifting.json()).containsEntry("shift_positions", true).hasSize(13);
    assertThat(AdapterConfig.read(shifting.json())).isEqualTo(shifting);
    assertThat(((PrefixTuningConfig) shifting).flattened()).isEqualTo(shifting);
    assertThat(
            AdapterConfig.read(Map.of("architecture", "prefix_tuning", "shift_positions", false)))
        .isEqualTo(PrefixTuningConfig.DEFAULTS);
  }

  @Test
  void overridesAndObjectsAreRead() {
    PrefixTuningConfig config =
        (PrefixTuningConfig)
            AdapterConfig.read(
                "prefix_tuning[prefix_length=5,bottleneck_size=16,leave_out=[1],non_linearity='relu']");

    assertThat(config.prefixLength()).isEqualTo(5);
    assertThat(config.bottleneckSize()).isEqualTo(16);
    assertThat(config.leaveOut()).containsExactly(1);
    assertThat(config.nonLinearity()).isEqualTo(Activation.RELU);
    assertThat(AdapterConfig.read(config.json())).isEqualTo(config);
    assertThat(AdapterConfig.read(Map.of("architecture", "prefix_tuning")))
        .isEqualTo(PrefixTuningConfig.DEFAULTS);
  }

  @ParameterizedTest
  @CsvSource({
    "prefix_length,0",
    "prefix_length,65537",
    "bottleneck_size,0",
    "bottleneck_size,-1",
    "dropout,1.0",
    "dropout,-0.1",
    "leave_out,[-1]"
  })
  void aValueOutOfRangeIsNamed(String attribute, String value) {
    GraftException refused =
        catchThrowableOfType(
            GraftException.class,
            () -> AdapterConfig.read("prefix_tuning[" + attribute + "=" + value + "]"));

    assertThat(refused.faults()).extracting(Fault::pointer).containsExactly("/" + attribute);
  }

  @Test
  void everyFaultIsReported() {
    GraftException refused =
        catchThrowableOfType(
            GraftException.class,
            () -> AdapterConfig.read("prefix_tuning[prefix_length=0,bottleneck_size=0,dropout=2]"));

    assertThat(refused.faults())
        .extracting(Fault::pointer)
        .containsExactly("/prefix_length", "/bottleneck_size", "/dropout");
  }
}
