package graft.spec.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.GraftException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeftLoraConfigTest {
  private static final String QUERY = "encoder.layer.2.attention.self.query";

  @ParameterizedTest
  @CsvSource({
    "query, true",
    "self.query, true",
    "bert.encoder.layer.2.attention.self.query, true",
    "uery, false",
    "layer.2.attention, false"
  })
  void aModuleIsNamedByItsPathOrByItsEndFromADotOn(String name, boolean isAdapted) {
    PeftLoraConfig config = read(Map.of("target_modules", List.of(name)));

    assertThat(config.adapts(QUERY)).isEqualTo(isAdapted);
  }

  /** PEFT decomposes at random there; files say so, and are not read. */
  @Test
  void aQuickDecompositionIsTheWholeOne() {
    assertThat(AdapterConfig.read("peft_lora[init_lora_weights='pissa_niter_16']"))
        .isEqualTo(AdapterConfig.read("peft_lora[init_lora_weights='pissa']"));
  }

  /** PEFT's word for all linear layers is no module's name, so a list of it alone is clear. */
  @Test
  void allLinearMayStandInAList() {
    PeftLoraConfig listed = read(Map.of("target_modules", List.of("all-linear")));

    assertThat(listed).isEqualTo(read(Map.of("target_modules", "all-linear")));
    assertThat(listed.adapts(QUERY)).isTrue();
    assertThat(listed.json().get("target_modules")).isEqualTo(List.of("all-linear"));
    assertThatThrownBy(() -> read(Map.of("target_modules", List.of("all-linear", "query"))))
        .hasMessageContaining("target_modules");
  }

  @Test
  void layersDoNotMatterForWholePaths() {
    assertThat(read(Map.of("target_modules", List.of("query"), "layers_to_transform", List.of(1))))
        .returns(false, config -> config.adapts(QUERY))
        .returns(true, config -> config.adapts(QUERY.replace('2', '1')));
    assertThat(
            read(Map.of("target_modules", List.of(QUERY), "layers_to_transform", List.of(1)))
                .adapts(QUERY))
        .isTrue();
  }

  @Test
  void aModuleMayHaveARankAndAnAlphaOfItsOwn() {
    PeftLoraConfig config =
        read(
            Map.of(
                "r",
                2,
                "lora_alpha",
                8,
                "use_rslora",
                true,
                "rank_pattern",
                Map.of("self.query", 4),
                "alpha_pattern",
                Map.of("layer.2.attention.self.query", 6)));

    assertThat(config.rank(QUERY)).isEqualTo(4);
    assertThat(config.scale(QUERY)).isEqualTo(3);
    assertThat(config.rank("pooler.dense")).isEqualTo(2);
  }

  @Test
  void patternsMustAgree() {
    PeftLoraConfig config = read(Map.of("rank_pattern", Map.of("query", 4, "self.query", 5)));

    assertThatThrownBy(() -> config.rank(QUERY))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining("rank_pattern has 2 different values for " + QUERY);
  }

  @ParameterizedTest
  @CsvSource({"target_modules, .*query", "target_modules, (a+)+$", "bias, some", "r, 0"})
  void whatIsNotKnownIsRefused(String attribute, String value) {
    Object json = value.equals("0") ? (Object) 0 : value;

    assertThatThrownBy(() -> read(Map.of(attribute, json)))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining(attribute);
  }

  private static PeftLoraConfig read(Map<String, ?> attributes) {
    Map<String, Object> json = new HashMap<>(attributes);
    json.put("architecture", "peft_lora");
    return (PeftLoraConfig) AdapterConfig.read(json);
  }
}
