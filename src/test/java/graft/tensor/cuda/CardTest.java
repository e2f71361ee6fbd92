package graft.tensor.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardTest {
  @ParameterizedTest
  @CsvSource({"75, false", "80, true", "86, true", "90, true", "100, true", "120, true"})
  void bfloat16IsAmperesAndLater(int capability, boolean multiplies) {
    assertThat(Card.isBfloat16(capability)).isEqualTo(multiplies);
  }
}
