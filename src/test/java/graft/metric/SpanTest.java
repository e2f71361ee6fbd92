package graft.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpanTest {
  @Test
  void theBestSpanHasTheHighestSumAndRunsForwards() {
    float[] starts = {0, 1, 5, 2};
    float[] ends = {0, 9, 1, 3};

    assertThat(Span.best(starts, ends, token -> true)).isEqualTo(new Span(1, 1, 10));
    assertThat(Span.best(starts, ends, token -> token > 1)).isEqualTo(new Span(2, 3, 8));
  }

  @Test
  void theFirstTokenStandsForNoAnswer() {
    float[] starts = {4, 1, 2};
    float[] ends = {4, 1, 2};

    assertThat(Span.best(starts, ends, token -> true).isEmpty()).isTrue();
  }

  @Test
  void aSpanDoesNotCrossWhatMayNotAnswer() {
    float[] starts = {0, 5, 0, 0};
    float[] ends = {0, 1, 0, 9};

    assertThat(Span.best(starts, ends, token -> token != 2)).isEqualTo(new Span(3, 3, 9));
  }

  @Test
  void anAnswerHasAtMostThirtyTokens() {
    float[] starts = new float[40];
    float[] ends = new float[40];
    starts[1] = 5;
    ends[31] = 9;

    Span best = Span.best(starts, ends, token -> true);

    assertThat(best.last() - best.first()).isLessThan(30);
  }

  @Test
  void overlapIsMeasuredAsF1() {
    Span right = new Span(3, 6, 0);

    assertThat(new Span(5, 8, 0).f1(right)).isCloseTo(0.5, within(1e-12));
    assertThat(new Span(7, 8, 0).f1(right)).isZero();
    assertThat(new Span(3, 6, 9).f1(right)).isEqualTo(1);
    assertThat(new Span(0, 0, 0).f1(new Span(0, 0, 0))).isEqualTo(1);
  }
}
