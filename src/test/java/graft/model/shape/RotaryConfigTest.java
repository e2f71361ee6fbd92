package graft.model.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.architecture.ModelConfig;
import graft.model.block.Frequencies;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Frequencies of every kind of scaling beside those of transformers 5.18. */
class RotaryConfigTest {
  record Case(
      String name,
      int headSize,
      Map<String, Object> config,
      int length,
      List<Double> inverse,
      double attentionFactor) {}

  static List<Case> cases() throws IOException {
    try (InputStream json =
        Objects.requireNonNull(
            RotaryConfigTest.class.getResourceAsStream("/rotary/frequencies.json"))) {
      List<Map<String, Object>> all =
          new JsonMapper().readValue(json, new TypeReference<List<Map<String, Object>>>() {});
      return all.stream().map(RotaryConfigTest::read).toList();
    }
  }

  @SuppressWarnings("unchecked")
  private static Case read(Map<String, Object> json) {
    List<Double> inverse = new ArrayList<>();
    ((List<Number>) json.get("inverse")).forEach(each -> inverse.add(each.doubleValue()));
    return new Case(
        (String) json.get("name"),
        (Integer) json.get("head_size"),
        (Map<String, Object>) json.get("config"),
        (Integer) json.get("length"),
        inverse,
        ((Number) json.get("attention_factor")).doubleValue());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void frequenciesAreThoseOfTheReference(Case one) {
    ModelConfig config = new ModelConfig(one.config());
    int positions = config.size("max_position_embeddings", 1);

    Frequencies found =
        one.name().startsWith("longrope")
            ? RotaryConfig.ofPhi3(config, one.headSize(), positions)
            : RotaryConfig.of(config, one.headSize(), positions, 1);

    assertThat(found.rotated()).isEqualTo(2 * one.inverse().size());
    double[] inverse = found.inverse(one.length());
    for (int plane = 0; plane < inverse.length; plane++) {
      double expected = one.inverse().get(plane);
      assertThat(inverse[plane]).isCloseTo(expected, within(1e-6 * expected));
    }
    assertThat(found.attentionFactor(one.length())).isCloseTo(one.attentionFactor(), within(1e-9));
  }

  @Test
  void filesOfTransformersFiveSayTheSame() {
    ModelConfig old =
        new ModelConfig(
            Map.of("rope_theta", 500.0, "rope_scaling", Map.of("type", "linear", "factor", 2)));
    ModelConfig today =
        new ModelConfig(
            Map.of(
                "rope_parameters",
                Map.of("rope_theta", 500.0, "rope_type", "linear", "factor", 2)));

    assertThat(RotaryConfig.of(today, 8, 64, 1)).isEqualTo(RotaryConfig.of(old, 8, 64, 1));
  }

  @Test
  void theOlderKeyComesFirstAndAlone() {
    ModelConfig both =
        new ModelConfig(
            Map.of(
                "rope_scaling",
                Map.of("rope_type", "linear", "factor", 2),
                "rope_parameters",
                Map.of("rope_theta", 500.0, "rope_type", "linear", "factor", 4)));

    assertThat(RotaryConfig.of(both, 8, 64, 10_000))
        .isEqualTo(new Frequencies.Linear(new Frequencies.Plain(10_000, 8), 2));
  }

  @Test
  void phi3WasShortAtFirstWhereItsFileDoesNotSay() {
    ModelConfig unsaid =
        new ModelConfig(
            Map.of(
                "rope_scaling",
                Map.of(
                    "type", "su",
                    "short_factor", List.of(1, 1, 1, 1),
                    "long_factor", List.of(2, 2, 2, 2))));

    Frequencies found = RotaryConfig.ofPhi3(unsaid, 8, 131_072);

    assertThat(found.regime(4096)).isNotEqualTo(found.regime(4097));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "dynamic", "llama3"})
  void phi3HasOneScalingOnly(String type) {
    ModelConfig config =
        new ModelConfig(Map.of("rope_scaling", Map.of("rope_type", type, "factor", 2)));

    assertThatThrownBy(() -> RotaryConfig.ofPhi3(config, 8, 64))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining("Phi-3 has longrope only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rope_type\":\"made-up\"}",
        "{\"rope_type\":\"default\",\"mrope_section\":[16,24,24]}",
        "{\"rope_type\":\"longrope\",\"short_factor\":[1,1],\"long_factor\":[1,1,1,1]}",
        "{\"rope_type\":\"longrope\",\"short_factor\":[1,1,1,0],\"long_factor\":[1,1,1,1]}",
        "{\"partial_rotary_factor\":0.4}",
        "{\"partial_rotary_factor\":0.5}",
        "{\"rope_type\":\"linear\"}",
        "{\"type\":\"dynamic\"}",
        "{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":1}",
        "[1]"
      })
  void whatIsNotComputedIsRefused(String scaling) {
    ModelConfig config =
        new ModelConfig(Map.of("rope_scaling", new JsonMapper().readValue(scaling, Object.class)));

    assertThatThrownBy(() -> RotaryConfig.of(config, 8, 64, 10_000))
        .isInstanceOf(GraftException.class);
  }
}
