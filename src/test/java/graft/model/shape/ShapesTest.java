package graft.model.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.architecture.Architecture;
import graft.architecture.ModelConfig;
import graft.architecture.Registry;
import graft.spec.GraftException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What is read of configurations, as transformers 5.18 reads them. */
class ShapesTest {
  private static final String TWO = "{\"num_hidden_layers\":2,";
  private static final String LISTED =
      "\"layer_types\":[\"full_attention\",\"sliding_attention\"]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          mistral | "sliding_window":4,                            | false | true
          llama   | "sliding_window":4,                            | false | false
          qwen2   | "sliding_window":4,"use_sliding_window":true,  | false | true
          qwen3   | "sliding_window":4,"use_sliding_window":true,  | false | true
          smollm3 | "sliding_window":4,"use_sliding_window":true,  | false | true
          """)
  void onlySomeModelsHaveTheWindowInTheLayersThatAreListed(
      String modelType, String window, boolean first, boolean second) {
    LlamaShape shape = llama(modelType, TWO + window + LISTED);

    assertThat(shape.windowed()).containsExactly(first, second);
  }

  /** Transformers' AutoConfig takes a Mistral with a list for a Ministral. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "sliding_window":4,"layer_types":["full_attention","full_attention"] | false | false
          "sliding_window":4,"layer_types":null                                | true  | true
          "sliding_window":4                                                   | true  | true
          """)
  void mistralsLayersAllHaveTheWindowThatNoListTakesFromThem(
      String keys, boolean first, boolean second) {
    assertThat(llama("mistral", TWO + keys + "}").windowed()).containsExactly(first, second);
  }

  @Test
  void layersThatAreToHaveAWindowNeedItsSize() {
    assertThatThrownBy(() -> llama("qwen2", TWO + "\"sliding_window\":4," + LISTED))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining("layer_types lists sliding_attention");
  }

  @ParameterizedTest
  @CsvSource({"mistral,32", "qwen2,32", "qwen3,32", "smollm3,32", "llama,32"})
  void nullIsAsManyHeadsOfKeysAsOfQueries(String modelType, int heads) {
    LlamaShape shape =
        llama(
            modelType,
            "{\"num_attention_heads\":%d,\"num_key_value_heads\":null}".formatted(heads));

    assertThat(shape.keyHeads()).isEqualTo(heads);
  }

  @Test
  void onlyT5ScalesWhatItsHeadSees() {
    ModelConfig tied = config("{\"tie_word_embeddings\":true}");

    assertThat(T5Shape.of(tied, true).scalesOutput()).isTrue();
    assertThat(T5Shape.of(tied, false).scalesOutput()).isFalse();
    assertThat(T5Shape.of(config("{\"tie_word_embeddings\":false}"), true).scalesOutput())
        .isFalse();
  }

  @Test
  void gemmaReadsThePatternThatTransformersReads() {
    ModelConfig config = config("{\"num_hidden_layers\":6,\"_sliding_window_pattern\":2}");

    assertThat(Gemma3Shape.of(config).windowed())
        .containsExactly(true, true, true, true, true, false);
  }

  private static LlamaShape llama(String modelType, String json) {
    Architecture architecture = Registry.entry(modelType).architecture();
    return LlamaShape.of(architecture, config(json));
  }

  private static ModelConfig config(String json) {
    return new ModelConfig(
        new JsonMapper().readValue(json, new TypeReference<Map<String, Object>>() {}));
  }
}
