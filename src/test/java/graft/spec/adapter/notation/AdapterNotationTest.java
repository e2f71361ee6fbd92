package graft.spec.adapter.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.LoraConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterNotationTest {
  @ParameterizedTest
  @ValueSource(strings = {"lora[r=4]", " lora [ r = 4 ] ", "lora\t[r=4,]", "lora[ r=4 ]\n"})
  void spaceIsOfNoImport(String notation) {
    assertThat(AdapterConfig.read(notation))
        .isEqualTo(AdapterConfig.read(Map.of("architecture", "lora", "r", 4)));
  }

  @Test
  void layersAreNamedAsInAnObject() {
    assertThat(AdapterConfig.read("loreft[layers=[3, 1]]"))
        .isEqualTo(AdapterConfig.read(Map.of("architecture", "loreft", "layers", List.of(1, 3))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          pfeiffer[scaling=1e39]                  ; /scaling              ; that a float32 can hold
          pfeiffer[scaling=-1e39]                 ; /scaling              ; that a float32 can hold
          lora[alpha=1e39]                        ; /alpha                ; that a float32 can hold
          peft_lora[alpha_pattern={'query':1e39}] ; /alpha_pattern/query  ; that a float32 can hold
          compacter[shared_W_phm=True,reduction_factor={'default':4}] ; /reduction_factor ; one number with shared_W_phm
          lora[attn_matrices=['q','x']]           ; /attn_matrices/1      ; attn_matrices[1] must be one of [q, k, v], not "x"
          peft_ia3[target_modules=['query'],feedforward_modules=['output.dense']] ; /feedforward_modules ; must be among target_modules
          pfeiffer[use_phm=True]                  ; /use_phm              ; unknown attribute use_phm; the attribute is phm_layer
          lora[dtype='float16']                   ; /dtype                ; dtype is float16, which is not supported
          lora[vera_d=0.1,use_gating=True]        ; /use_gating           ; must be false with vera_d and vera_b
          loreft[layers=[-1]]                     ; /layers               ; must be "all" or a list of layers, counted from 0
          loreft[layers=['first']]                ; /layers               ; must be "all" or a list of layers, counted from 0
          """)
  void aMeaninglessValueIsRefusedByItsAttribute(String notation, String pointer, String message) {
    GraftException refused =
        catchThrowableOfType(GraftException.class, () -> AdapterConfig.read(notation));

    assertThat(refused.faults()).extracting(Fault::pointer).containsExactly(pointer);
    assertThat(refused).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          lora[r=8,r=9]                                       ; r is given twice
          pfeiffer[reduction_factor={'default':4,'default':5}] ; default is given twice
          """)
  void whatIsGivenTwiceIsRefused(String notation, String message) {
    GraftException refused =
        catchThrowableOfType(GraftException.class, () -> AdapterConfig.read(notation));

    assertThat(refused).hasMessageContaining(message);
  }

  @Test
  void whatFilesSayOfMethodsThatAreOffIsReadAndForgotten() {
    Map<String, @Nullable Object> file = new HashMap<>(AdapterConfig.read("lora").json());
    file.put("use_dora", false);
    file.put("dtype", null);
    file.put("vera_d", null);
    file.put("vera_b", null);

    assertThat(AdapterConfig.read(file)).isEqualTo(LoraConfig.DEFAULTS);
    assertThat(AdapterConfig.read(file).json()).doesNotContainKey("dtype");
  }

  @Test
  void aMappingStaysOneAlthoughItSaysTheSameForAllLayers() {
    assertThat(AdapterConfig.read("pfeiffer[reduction_factor={'default':4}]").json())
        .containsEntry("reduction_factor", Map.of("default", 4L));
  }

  @Test
  void aNamedUnionIsTheSameInTextAndInAnObject() {
    Map<String, Object> object =
        Map.of("architecture", "union", "configs", List.of("mam", Map.of("architecture", "lora")));

    assertThat(AdapterConfig.read(object)).isEqualTo(AdapterConfig.read("mam|lora"));
  }
}
