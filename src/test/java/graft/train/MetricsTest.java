package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Against values worked out by hand from the definitions. */
class MetricsTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  @Test
  void oneClassARow() {
    int[] predicted = {0, 2, 1, 0, 0, 1};
    int[] expected = {0, 1, 2, 0, 1, 2};

    assertThat(Classification.accuracy(predicted, expected)).isCloseTo(2 / 6.0, CLOSE);
    // Class 0: 2 right of 3 predicted and 2 expected, F1 = 0.8; the others have none right.
    assertThat(Classification.macroF1(predicted, expected)).isCloseTo(0.8 / 3, CLOSE);
  }

  @Test
  void aClassThatNobodyNamesDoesNotCount() {
    assertThat(Classification.macroF1(new int[] {0, 7}, new int[] {0, 7})).isEqualTo(1);
  }

  @Test
  void anyNumberOfLabelsARow() {
    boolean[][] predicted = {{true, false, false}, {false, true, true}, {false, true, false}};
    boolean[][] expected = {{true, true, false}, {false, true, false}, {false, true, false}};

    // Label 0: F1 = 1; label 1: 2 right, 1 missed, F1 = 4/5; label 2: 1 too many, F1 = 0.
    assertThat(MultiLabel.macroF1(predicted, expected)).isCloseTo(1.8 / 3, CLOSE);
    assertThat(MultiLabel.microF1(predicted, expected)).isCloseTo(6 / 8.0, CLOSE);
    assertThat(MultiLabel.accuracy(predicted, expected)).isCloseTo(1 / 3.0, CLOSE);
  }

  @Test
  void numbers() {
    double[] predicted = {1, 2, 3, 4, 5};
    double[] expected = {2, 4, 5, 4, 5};

    assertThat(Regression.mae(predicted, expected)).isCloseTo(1.0, CLOSE);
    assertThat(Regression.mse(predicted, expected)).isCloseTo(9 / 5.0, CLOSE);
    assertThat(Regression.pearson(predicted, expected)).isCloseTo(6 / Math.sqrt(60), CLOSE);
    // Ranks of the expected: 1, 2.5, 4.5, 2.5, 4.5.
    assertThat(Regression.spearman(predicted, expected)).isCloseTo(7 / Math.sqrt(90), CLOSE);
  }

  @Test
  void correlationWithAConstantIsZero() {
    assertThat(Regression.pearson(new double[] {3, 3, 3}, new double[] {1, 2, 3})).isZero();
  }

  @Test
  void entitiesAreRightAsAWhole() {
    List<List<String>> expected =
        List.of(List.of("B-PER", "I-PER", "O", "B-LOC"), List.of("B-PER", "B-PER", "O"));
    List<List<String>> predicted =
        List.of(List.of("B-PER", "I-PER", "O", "B-PER"), List.of("B-PER", "I-PER", "O"));

    // Of 4 expected and 3 found, 1 is right.
    assertThat(Entities.f1(predicted, expected)).isCloseTo(2 / 7.0, CLOSE);
  }

  @Test
  void anEntityMayBeginInsideAsInTheConllEvaluation() {
    List<List<String>> predicted = List.of(List.of("O", "I-PER", "I-LOC", "I-LOC"));
    List<List<String>> expected = List.of(List.of("O", "B-PER", "B-LOC", "I-LOC"));

    assertThat(Entities.f1(predicted, expected)).isEqualTo(1);
  }

  @Test
  void predictionsWithoutAnswersAreRefused() {
    assertThatThrownBy(() -> Classification.accuracy(new int[] {1}, new int[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("found 1 and 2");
  }
}
