package graft.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.generate.decode.Limits;
import graft.generate.search.Sequence;
import graft.generate.search.TokenSearch;
import graft.parity.GenerationFixture.Asked;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every generation case of the reference libraries: tokens, raw logits, first distributions, beams
 * with their scores, stop strings, end tokens. All runs of a case on all its prompts are decoded
 * together, however different they are; and each by itself.
 */
class GenerationParityTest {
  private static final Limits TOGETHER = new Limits(400, 1 << 20, 512);

  /** One row at a time, its prompt read in pieces. */
  private static final Limits ALONE = new Limits(1, 1, 5);

  static Stream<ParityCase> cases() {
    return ParityArchive.generated().stream();
  }

  @Test
  void theCasesAreThere() {
    assertThat(cases()).hasSize(32);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsDecodedTogetherAgrees(ParityCase parity) {
    try (GenerationFixture f = new GenerationFixture(parity, TOGETHER)) {
      List<Asked> all = new ArrayList<>();
      f.runs.forEach(
          run -> IntStream.range(0, f.prompts.size()).forEach(row -> all.add(f.submit(run, row))));
      f.finish();

      all.forEach(asked -> agrees(parity, asked));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsDecodedAloneAgrees(ParityCase parity) {
    try (GenerationFixture f = new GenerationFixture(parity, ALONE)) {
      for (GeneratedRun run : f.runs) {
        for (int row = 0; row < f.prompts.size(); row++) {
          Asked asked = f.submit(run, row);
          f.finish();
          agrees(parity, asked);
        }
      }
    }
  }

  private static void agrees(ParityCase parity, Asked asked) {
    assertThat(asked.generation().ended().toCompletableFuture())
        .as("%s of %s", asked.run().name(), parity)
        .isCompleted();
    switch (asked.run().kind()) {
      case "probabilities" -> distributionAgrees(parity, asked);
      case "beam" -> beamsAgree(parity, asked);
      default -> tokensAgree(parity, asked);
    }
  }

  private static void tokensAgree(ParityCase parity, Asked asked) {
    idsAgree(asked, asked.best(), asked.run().newIds(asked.row()));
    if (asked.run().name().equals("greedy")) {
      for (int step = 0; step < asked.seen().size(); step++) {
        float[] expected = asked.run().logits(asked.row(), step);
        assertThat(Differences.largest(asked.seen().get(step), expected))
            .as("logits of step %d, row %d", step, asked.row())
            .isLessThanOrEqualTo(parity.tolerance("logits"));
      }
    }
  }

  /** The reference fills rows up behind their end. */
  private static void idsAgree(Asked asked, Sequence found, List<Integer> expected) {
    List<Integer> filled = new ArrayList<>(found.ids());
    int missing = Math.max(0, expected.size() - filled.size());
    filled.addAll(Collections.nCopies(missing, asked.run().pad()));
    assertThat(filled).as("%s, row %d", asked.run().name(), asked.row()).isEqualTo(expected);
  }

  private static void beamsAgree(ParityCase parity, Asked asked) {
    List<Sequence> found = asked.search().sequences();
    int returned = asked.run().returned();
    assertThat(found).hasSize(returned);
    for (int i = 0; i < returned; i++) {
      idsAgree(asked, found.get(i), asked.run().newIds(asked.row() * returned + i));
      assertThat(found.get(i).score().orElseThrow())
          .as("%s, row %d", asked.run().name(), asked.row())
          .isCloseTo(asked.run().score(asked.row(), i), within(parity.tolerance("scores")));
    }
  }

  private static void distributionAgrees(ParityCase parity, Asked asked) {
    double[] found =
        TokenSearch.firstProbabilities(
            asked.spec(), asked.counted(), asked.seen().getFirst().clone());
    float[] expected = asked.run().probabilities(asked.row());
    for (int token = 0; token < expected.length; token++) {
      assertThat(found[token])
          .as("%s, row %d, token %d", asked.run().name(), asked.row(), token)
          .isCloseTo(expected[token], within(parity.tolerance("probabilities")));
    }
  }
}
