package graft.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import graft.spec.Activation;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LmHeadTest {
  /** The layers read the same key with the same default; a head that read another would differ. */
  @ParameterizedTest
  @CsvSource({"albert, gelu_new", "bert, gelu", "distilbert, gelu", "modernbert, gelu"})
  void aConfigurationThatNamesNoActivationMeansTheUsualOne(String modelType, String usual) {
    LmHead head = Registry.entry(modelType).architecture().lmHead().orElseThrow();

    assertThat(head.activation(Map.of())).isEqualTo(usual);
    assertThat(new ModelConfig(Map.of()).activation(head)).isEqualTo(Activation.read(usual));
  }
}
