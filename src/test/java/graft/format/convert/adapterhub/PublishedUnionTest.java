package graft.format.convert.adapterhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.format.Tensor;
import graft.format.convert.TargetModel;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.UnionConfig;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which unions the reference library reads: its own check, and what it does at each place. */
class PublishedUnionTest {
  private static final TargetModel BERT =
      new TargetModel("bert", "BertAdapterModel", "bert-a", 32, 3, Set.of());

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

  private static void require(String notation) {
    UnionConfig union = (UnionConfig) AdapterConfig.read(notation);
    Map<String, Tensor> tensors =
        Stream.of(0, 1, 2)
            .map("bert.encoder.layer.%d.attention.self.value.loras.a.lora_B"::formatted)
            .collect(Collectors.toMap(name -> name, name -> Tensor.of(name, new long[] {1}, 1)));
    new PublishedUnion(union.configs(), BERT.part("a", Map.of(), tensors)).require();
  }
}
