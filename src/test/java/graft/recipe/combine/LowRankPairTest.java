package graft.recipe.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * PEFT's {@code svd_clamp}. Expected are the numbers of torch 2.13 for the leading two directions
 * of ((3, 1, 0), (1, 2, -1), (0, -1, 4), (2, 0, 1)), with the signs of the decomposition that is
 * given here: {@code hi = quantile(cat(U S, V), q)}, and both clamped to ±hi.
 */
class LowRankPairTest {
  /** √S Vᵀ and U √S, as a decomposition is handed over. */
  private static final LowRankPair DECOMPOSED =
      new LowRankPair(
          2,
          3,
          4,
          new float[] {0.39693725f, 0.90742242f, -1.88832939f, 1.81297159f, 0.5334661f, 0.6374498f},
          new float[] {
            0.46147874f,
            1.50143003f,
            0.90176523f,
            0.56374294f,
            -1.86082745f,
            0.50689727f,
            -0.24071084f,
            1.07179809f
          },
          1);

  private static final float[] UNIT = {
    0.18615329f, 0.42555761f, -0.88557756f, 0.90901244f, 0.2674765f, 0.31961328f
  };

  @Test
  void whatIsBeyondTheQuantileOfAllEntriesIsClampedToIt() {
    LowRankPair clamped = DECOMPOSED.clamped(0.9);

    near(clamped.a(), UNIT);
    near(
        clamped.b(),
        0.98401761f,
        2.07320046f,
        1.92284656f,
        1.12435198f,
        -2.07320046f,
        1.01097667f,
        -0.51327109f,
        2.07320046f);
  }

  @Test
  void aLowerQuantileClampsMore() {
    LowRankPair clamped = DECOMPOSED.clamped(0.6);

    float most = 0.96901661f;
    near(clamped.a(), UNIT);
    near(clamped.b(), most, most, most, most, -most, most, -0.51327109f, most);
  }

  /** PEFT makes every entry the quantile then, whatever it was. */
  @Test
  void aQuantileBelowZeroLeavesNothing() {
    LowRankPair clamped = DECOMPOSED.clamped(0.2);

    near(clamped.a(), new float[6]);
    near(clamped.b(), new float[8]);
  }

  private static void near(float[] found, float... expected) {
    assertThat(found).containsExactly(expected, within(1e-6f));
  }
}
