package graft.spec.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.notation.NotationParts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnionConfigTest {
  @Test
  void barsJoinPresetsWithTheirOverrides() {
    UnionConfig union = union("prefix_tuning[bottleneck_size=800] | par_bn[reduction_factor=2]");

    assertThat(union).isEqualTo(Presets.find("mam").orElseThrow());
  }

  @Test
  void aBarInsideOfBracketsIsNoJoint() {
    assertThat(NotationParts.of("a[b='|',c=['|']]|d")).containsExactly("a[b='|',c=['|']]", "d");
  }

  @Test
  void thePartsOfANamedUnionJoinAsTheyAre() {
    assertThat(union("mam|lora").configs())
        .extracting(AdapterConfig::method)
        .containsExactly("prefix_tuning", "bottleneck", "lora");
  }

  @Test
  void unipeltGatesAllItsParts() {
    assertThat(union("unipelt").configs())
        .allSatisfy(part -> assertThat(part.json()).containsEntry("use_gating", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mam",
        "unipelt",
        "lora|pfeiffer",
        "pfeiffer[leave_out=[0]]|houlsby",
        "lora|ia3|lora",
        "compacter|compacter[shared_phm_rule=False]|compacter[factorized_phm_rule=True]"
      })
  void aUnionIsReadAsItIsWritten(String notation) {
    AdapterConfig union = AdapterConfig.read(notation);

    assertThat(union.json()).containsEntry("architecture", "union");
    assertThat(AdapterConfig.read(union.json())).isEqualTo(union);
  }

  @Test
  void partsMayBeNamesAndObjects() {
    AdapterConfig union =
        AdapterConfig.read(
            Map.of(
                "architecture",
                "union",
                "configs",
                List.of("pfeiffer", Map.of("architecture", "lora", "r", 4))));

    assertThat(union).isEqualTo(AdapterConfig.read("pfeiffer|lora[r=4]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lora, fusion                                  | /configs/1
          prefix_tuning, lora, prefix_tuning_flat       | /configs/2
          compacter, compacter++                        | /configs/1/shared_phm_rule
          compacter, compacter[leave_out=[0]]           | /configs/1/shared_phm_rule
          compacter[shared_W_phm=True], compacter[shared_W_phm=True,shared_phm_rule=False]  | /configs/1/shared_W_phm
          lora                                          | /configs
          """)
  void partsThatCannotBeTogetherAreNamed(String parts, String pointer) {
    GraftException refused =
        catchThrowableOfType(
            GraftException.class,
            () ->
                AdapterConfig.read(
                    Map.of("architecture", "union", "configs", List.of(parts.split(",\\s+")))));

    assertThat(refused.faults()).extracting(Fault::pointer).containsOnly(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          lora|pfeifer                   ; pfeiffer
          lora|pfeiffer[reduction=4]     ; reduction
          lora|                          ; unknown adapter method
          unipelt[use_gating=False]      ; use_gating
          """)
  void aFaultyPartIsFound(String notation, String named) {
    GraftException refused =
        catchThrowableOfType(GraftException.class, () -> AdapterConfig.read(notation));

    assertThat(refused).hasMessageContaining(named);
  }

  private static UnionConfig union(String notation) {
    return (UnionConfig) AdapterConfig.read(notation);
  }
}
