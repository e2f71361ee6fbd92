package graft.spec.generation;

import static org.assertj.core.api.Assertions.assertThat;

import graft.spec.Codec;
import graft.spec.Fault;
import graft.spec.Faults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationSpecTest {
  @Test
  void nothingSaidIsGreedy() {
    assertThat(read(Map.of())).contains(GenerationSpec.DEFAULTS);
    assertThat(GenerationSpec.DEFAULTS.draws()).isFalse();
  }

  @Test
  void whatOnlyDrawingHasMeansDrawing() {
    assertThat(read(Map.of("top_p", 0.9)).orElseThrow().draws()).isTrue();
    assertThat(read(Map.of("top_k", 0)).orElseThrow().draws()).isTrue();
    assertThat(read(Map.of("temperature", 0)).orElseThrow().draws()).isFalse();
    assertThat(read(Map.of("temperature", 0, "do_sample", true)).orElseThrow().draws()).isFalse();
    assertThat(read(Map.of("temperature", 1, "do_sample", false)).orElseThrow().draws()).isFalse();
  }

  @Test
  void oneEndTokenOrSeveralAndOneStopStringOrSeveral() {
    GenerationSpec one = read(Map.of("eos_token_id", 5, "stop_strings", "a")).orElseThrow();
    assertThat(one.eosTokenId()).contains(new EndTokens(List.of(5)));
    assertThat(one.stopStrings().texts()).containsExactly("a");
    GenerationSpec more =
        read(Map.of("eos_token_id", List.of(1, 2), "stop_strings", List.of("a", "b")))
            .orElseThrow();
    assertThat(more.eosTokenId()).contains(new EndTokens(List.of(1, 2)));
    assertThat(read(Map.of("eos_token_id", List.of())).orElseThrow().eosTokenId())
        .contains(new EndTokens(List.of()));
    assertThat(Codec.write(more))
        .containsEntry("eos_token_id", List.of(1, 2))
        .containsEntry("early_stopping", false);
    assertThat(read(Map.of("early_stopping", "never")).orElseThrow().earlyStopping())
        .isEqualTo(EarlyStopping.BY_BEST_LENGTH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_tokens | 5 | did you mean max_new_tokens?",
        "repitition_penalty | 5 | did you mean repetition_penalty?",
        "stop | a | did you mean stop_strings?",
        "n | 5 | did you mean num_return_sequences?",
        "max_new_tokens | 0 | max_new_tokens must be at least 1, not 0",
        "temperature | -1 | temperature must be above 0, or 0 for greedy, not -1.0",
        "top_k | -1 | top_k must be at least 0, not -1",
        "top_p | 0 | top_p must be above 0 and at most 1, not 0.0",
        "min_p | 1.5 | min_p must be from 0 to 1, not 1.5",
        "repetition_penalty | 0 | repetition_penalty must be above 0, not 0.0",
        "no_repeat_ngram_size | -2 | no_repeat_ngram_size must be at least 0, not -2",
        "num_beams | 33 | num_beams must be from 1 to 32, not 33",
        "num_return_sequences | 2 | num_return_sequences must be from 1 to 1 where tokens are not drawn",
        "stop_strings | '' | stop_strings must be a text of 1 to 256 characters",
        "eos_token_id | -1 | eos_token_id must be a token id or a list",
        "early_stopping | 'always' | early_stopping must be true, false or \"never\"",
      })
  void whatCannotBeMeantIsRefusedByName(String name, String value, String message) {
    Object json = value.matches("-?[0-9.]+") ? (Object) number(value) : value;
    Faults faults = new Faults();
    Codec.read(GenerationSpec.class, Map.of(name, json), "/generation", faults);
    assertThat(faults.all())
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains(message))
        .extracting(Fault::pointer)
        .isEqualTo("/generation/" + name);
  }

  @Test
  void beamsDoNotDraw() {
    Faults faults = new Faults();
    Codec.read(GenerationSpec.class, Map.of("num_beams", 3, "top_p", 0.5), "", faults);
    assertThat(faults.all()).extracting(Fault::pointer).containsExactly("/num_beams");
    assertThat(read(Map.of("num_beams", 3, "num_return_sequences", 3))).isPresent();
  }

  private static Number number(String text) {
    return text.contains(".") ? (Number) Double.valueOf(text) : (Number) Long.valueOf(text);
  }

  private static Optional<GenerationSpec> read(Map<String, Object> json) {
    Faults faults = new Faults();
    Optional<GenerationSpec> read = Codec.read(GenerationSpec.class, json, "", faults);
    assertThat(faults.all()).isEmpty();
    return read;
  }
}
