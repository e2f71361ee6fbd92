package graft.parity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import graft.adapter.Adapter;
import graft.model.Encoded;
import graft.site.Pass;
import graft.site.Setup;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Parameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of the reference library that we can run: logits, loss, each gradient, ten AdamW
 * steps, merged weights, ejected prefixes, all within the case's own tolerances.
 */
class ParityTest {
  private static final Set<String> METHODS =
      Set.of(
          "lora",
          "ia3",
          "bottleneck",
          "prefix_tuning",
          "compacter",
          "invertible",
          "union",
          "stack");

  static Stream<ParityCase> cases() {
    return all().filter(ParityTest::isCovered);
  }

  private static Stream<ParityCase> all() {
    return ParityArchive.architectures().stream()
        .flatMap(architecture -> ParityArchive.cases(architecture).stream());
  }

  private static boolean isCovered(ParityCase parity) {
    return parity.library().equals("adapters") && METHODS.contains(parity.method());
  }

  @Test
  void theCasesAreThere() {
    assertThat(cases()).hasSizeGreaterThan(95);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsAndLossAgree(ParityCase parity) {
    try (ParityFixture f = new ParityFixture(parity)) {
      f.numbers.logitsAgree(f.logits(f.setup));
      f.expectedLogits("base")
          .ifPresent(base -> near(f.logits(Setup.EMPTY), base, parity.tolerance("logits")));
      near(f.loss(), f.expected("expected/loss"), parity.tolerance("loss"));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyGradientAgrees(ParityCase parity) {
    try (ParityFixture f = new ParityFixture(parity)) {
      Gradients.backward(Gradients.recorded(f::loss));

      f.numbers.gradientsAgree(f.published(CaseNumbers::gradient));
      assertThat(f.trained()).hasSize(f.gradients());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tenOptimizerStepsAgree(ParityCase parity) {
    try (ParityFixture f = new ParityFixture(parity)) {
      f.numbers.lossesAgree(f::loss, f.trained(), f.setup.changes(), f.manager);

      f.numbers.finalWeightsAgree(f.published(p -> HostMemory.floats(p.value())));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void savedNamesAndHeadConfigAgree(ParityCase parity) {
    try (ParityFixture f = new ParityFixture(parity)) {
      assertThat(f.savedNames(parity.hasHead()))
          .containsExactlyInAnyOrderElementsOf(parity.savedNames());
      parity
          .headConfig()
          .ifPresent(expected ->
              assertThat(f.head.config(parity.labels()))
                  .containsExactlyInAnyOrderEntriesOf(expected));
    }
  }

  static Stream<ParityCase> checkpoints() {
    return all().filter(parity -> parity.method().equals("none"));
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void aCheckpointWithItsOwnHeadAgrees(ParityCase parity) {
    try (CheckpointFixture f = new CheckpointFixture(parity)) {
      Encoded encoded = f.encoded();
      boolean hasEncoder = !encoded.encoder().isEmpty();
      statesAgree(f, hasEncoder ? "decoder_hidden" : "hidden", encoded.layers());
      statesAgree(f, "encoder_hidden", encoded.encoder());
      boolean isOfSequence = f.model.hasPooler() && !f.model.architecture().poolsTokens();
      assertThat(isOfSequence).isEqualTo(f.has("expected/pooler"));
      Optional.of(encoded.hidden().get(":, 0"))
          .filter(_ -> isOfSequence)
          .flatMap(vector -> f.model.pooled(vector, Pass.of(Setup.EMPTY)))
          .ifPresent(
              pooled -> near(pooled, f.expected("expected/pooler"), parity.tolerance("hidden")));
      near(f.logits(encoded), f.expected("expected/logits"), parity.tolerance("logits"));
    }
  }

  private static void statesAgree(CheckpointFixture f, String group, List<NDArray> states) {
    for (int i = 0; i < states.size(); i++) {
      near(states.get(i), f.expected("expected/" + group + "/" + i), f.tolerance("hidden"));
    }
  }

  static Stream<ParityCase> merging() {
    return cases().filter(parity -> parity.checks("merge"));
  }

  @ParameterizedTest
  @MethodSource("merging")
  void mergingAgreesAndLeavesTheBaseModelAlone(ParityCase parity) {
    try (ParityFixture f = new ParityFixture(parity)) {
      float[] before = HostMemory.floats(f.logits(Setup.EMPTY));

      Setup merged = f.adapter.merged();

      f.numbers.logitsAgree(f.logits(merged));
      f.numbers.mergedWeightsAgree(MergedWeights.of(f.model, f.prefix, merged));
      assertThat(HostMemory.floats(f.logits(Setup.EMPTY))).isEqualTo(before);
    }
  }

  static Stream<ParityCase> ejecting() {
    return cases().filter(parity -> parity.checks("eject") && parity.has("ejected/logits"));
  }

  @ParameterizedTest
  @MethodSource("ejecting")
  void ejectedPrefixesAgree(ParityCase parity) {
    try (ParityFixture f = new ParityFixture(parity)) {
      Parameters flat = Parameters.in(f.manager, 0);

      Adapter ejected = f.adapter.ejected(flat);

      near(f.logits(ejected.setup()), f.expected("ejected/logits"), parity.tolerance("logits"));
      assertThat(ejected.config().json()).containsEntry("flat", true);
      Map<String, NDArray> found = new HashMap<>();
      flat.all().forEach(p -> found.put("ejected_weight/" + f.names.of(p.name()), p.value()));
      List<String> expected =
          f.io.names().stream().filter(name -> name.startsWith("ejected_weight/")).toList();
      assertThat(expected).isNotEmpty().isSubsetOf(found.keySet());
      for (String name : expected) {
        near(found.get(name), f.expected(name), parity.tolerance("logits"));
      }
    }
  }

  private static void near(NDArray found, float[] expected, double tolerance) {
    assertThat(Differences.largest(HostMemory.floats(found), expected))
        .isLessThanOrEqualTo(tolerance);
  }
}
