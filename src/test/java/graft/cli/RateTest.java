package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  @Test
  void saysWhatADeviceMultipliesASecondInBothTypes() {
    assertThat(new Rate().run(List.of("cpu"), out)).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("cpu +fp32 +[1-9]\\d* GFLOP/s"),
            line -> assertThat(line).matches("cpu +bf16 +[1-9]\\d* GFLOP/s"));
  }

  @Test
  void aDeviceThatIsNotThereIsSaid() {
    assertThatExceptionOfType(CannotStart.class)
        .isThrownBy(() -> new Rate().run(List.of("cuda:99"), out))
        .withMessageContaining("no device cuda:99");
    assertThatExceptionOfType(WrongUsage.class)
        .isThrownBy(() -> new Rate().run(List.of("cpu", "cpu"), out));
  }
}
