package graft.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.site.Setup;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of PEFT that we can run, from the directory that it saved: logits, loss, each
 * gradient, ten AdamW steps and merged weights, all within the case's own tolerances.
 */
class PeftParityTest {
  static Stream<ParityCase> cases() {
    return ParityArchive.architectures().stream()
        .flatMap(architecture -> ParityArchive.cases(architecture).stream())
        .filter(parity -> parity.library().equals("peft"));
  }

  @Test
  void theCasesAreThere() {
    assertThat(cases()).hasSizeGreaterThan(25);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsAndLossAgree(ParityCase parity) {
    try (PeftFixture f = new PeftFixture(parity)) {
      f.numbers.logitsAgree(f.logits(f.adapter.setup()));
      assertThat((double) f.loss().getFloat())
          .isCloseTo(f.io.get("expected/loss").floats()[0], within(parity.tolerance("loss")));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyGradientAgrees(ParityCase parity) {
    try (PeftFixture f = new PeftFixture(parity)) {
      Gradients.backward(Gradients.recorded(f::loss));

      f.numbers.gradientsAgree(f.published(CaseNumbers::gradient));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tenOptimizerStepsAgree(ParityCase parity) {
    try (PeftFixture f = new PeftFixture(parity)) {
      f.numbers.lossesAgree(f::loss, f.trainable(), f.adapter.setup().changes(), f.manager);

      f.numbers.finalWeightsAgree(f.published(p -> HostMemory.floats(p.value())));
    }
  }

  static Stream<ParityCase> merging() {
    return cases().filter(parity -> parity.checks("merge"));
  }

  @ParameterizedTest
  @MethodSource("merging")
  void mergingAgrees(ParityCase parity) {
    try (PeftFixture f = new PeftFixture(parity)) {
      Setup merged = f.adapter.merged();

      f.numbers.logitsAgree(f.logits(merged));
      f.numbers.mergedWeightsAgree(
          MergedWeights.of(f.model, parity.prefix(f.model.architecture()), merged));
    }
  }
}
