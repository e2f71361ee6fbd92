package graft.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.site.Setup;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The methods of today, as both libraries save them: logits, loss, each gradient, merged weights
 * and ten AdamW steps, all within the case's own tolerances.
 */
class TodayParityTest {
  static Stream<ParityCase> ofPeft() {
    return cases("peft");
  }

  static Stream<ParityCase> ofAdapterHub() {
    return cases("adapters");
  }

  private static Stream<ParityCase> cases(String library) {
    return ParityArchive.today().stream()
        .filter(parity -> parity.library().equals(library))
        .filter(parity -> parity.id().matches(System.getProperty("graft.parity.case", ".*")));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("ofPeft")
  void aFileOfPeftAgrees(ParityCase parity) {
    try (PeftFixture f = new PeftFixture(parity)) {
      f.numbers.logitsAgree(f.logits(f.adapter.setup()));
      assertThat((double) f.loss().getFloat())
          .isCloseTo(f.io.get("expected/loss").floats()[0], within(parity.tolerance("loss")));
      if (parity.checks("merge")) {
        Setup merged = f.adapter.merged();
        f.numbers.logitsAgree(f.logits(merged));
        f.numbers.mergedWeightsAgree(
            MergedWeights.of(f.model, parity.prefix(f.model.architecture()), merged));
      }
      Gradients.backward(Gradients.recorded(f::loss));
      f.numbers.gradientsAgree(f.published(CaseNumbers::gradient));
    }
    try (PeftFixture f = new PeftFixture(parity)) {
      f.numbers.lossesAgree(f::loss, f.trainable(), f.adapter.setup().changes(), f.manager);
      f.numbers.finalWeightsAgree(f.published(p -> HostMemory.floats(p.value())));
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("ofAdapterHub")
  void aFileOfAdapterHubAgrees(ParityCase parity) {
    try (ParityFixture f = new ParityFixture(parity)) {
      f.numbers.logitsAgree(f.logits(f.setup));
      assertThat((double) f.loss().getFloat())
          .isCloseTo(f.expected("expected/loss")[0], within(parity.tolerance("loss")));
      if (parity.checks("merge")) {
        Setup merged = f.adapter.merged();
        f.numbers.logitsAgree(f.logits(merged));
        f.numbers.mergedWeightsAgree(MergedWeights.of(f.model, f.prefix, merged));
      }
      Gradients.backward(Gradients.recorded(f::loss));
      f.numbers.gradientsAgree(f.published(CaseNumbers::gradient));
      assertThat(f.trained()).hasSize(f.gradients());
      assertThat(f.savedNames(parity.hasHead()))
          .containsExactlyInAnyOrderElementsOf(parity.savedNames());
    }
    try (ParityFixture f = new ParityFixture(parity)) {
      f.numbers.lossesAgree(f::loss, f.trained(), f.setup.changes(), f.manager);
      f.numbers.finalWeightsAgree(f.published(p -> HostMemory.floats(p.value())));
    }
  }
}
