package graft.format.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.format.Tensor;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.UnionConfig;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which unions the reference library reads: its own check, and what it does at each place. */
class PublishedUnionTest {
  private static final Set<Integer> LAYERS = Set.of(0, 1, 2);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mam",
        "unipelt",
        "pfeiffer|houlsby[output_adapter=False]",
        "pfeiffer[leave_out=[0,1]]|pfeiffer[leave_out=[2]]",
        "lora[leave_out=[0,1]]|ia3[leave_out=[2]]",
        "lora[leave_out=[0]]|ia3[selfattn_lora=False]"
      })
  void whatTheLibraryReadsIsPublished(String notation) {
    assertThatCode(() -> require(notation)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          lora[attn_matrices=['q']]|ia3          ; configs/0 (lora) and configs/1 (ia3) have one architecture
          lora|pfeiffer|ia3                      ; configs/0 (lora) and configs/2 (ia3) have one architecture
          pfeiffer[mh_adapter=True]|pfeiffer     ; mh_adapter and output_adapter both differ
          lora[leave_out=[0],attn_matrices=['q']]|ia3[leave_out=[1]] ; both have selfattn_lora in layer 2
          compacter++|compacter[output_adapter=False,shared_phm_rule=False] ; both have phm_layer
          """)
  void whatItWouldRefuseIsRefusedByItsRule(String notation, String rule) {
    assertThatThrownBy(() -> require(notation))
        .isInstanceOfSatisfying(
            GraftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FORMAT_NOT_SUPPORTED))
        .hasMessageContaining(rule);
  }

  @Test
  void theLayersAreThoseOfTheTensors() {
    Map<String, Tensor> tensors =
        Map.of(
            "bert.encoder.layer.4.output.adapters.a.adapter_up.bias",
            Tensor.of("bert.encoder.layer.4.output.adapters.a.adapter_up.bias", new long[] {1}, 1));

    PublishedUnion union =
        PublishedUnion.of(
            (UnionConfig) AdapterConfig.read("lora|pfeiffer"),
            new TargetModel("bert", "BertAdapterModel", "bert-a", 32, 3)
                .part("a", Map.of(), tensors));

    assertThat(union.layers()).containsExactly(4);
  }

  private static void require(String notation) {
    UnionConfig union = (UnionConfig) AdapterConfig.read(notation);
    new PublishedUnion(union.configs(), LAYERS).require();
  }
}
