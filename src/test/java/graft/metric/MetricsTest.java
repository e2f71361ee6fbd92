package graft.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.spec.job.TagScheme;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against values worked out by hand from the definitions. */
class MetricsTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  @Test
  void oneClassARow() {
    int[] predicted = {0, 2, 1, 0, 0, 1};
    int[] expected = {0, 1, 2, 0, 1, 2};

    assertThat(ClassificationMetrics.accuracy(predicted, expected)).isCloseTo(2 / 6.0, CLOSE);
    // Class 0: 2 right of 3 predicted and 2 expected, F1 = 0.8; the others have none right.
    assertThat(ClassificationMetrics.macroF1(predicted, expected)).isCloseTo(0.8 / 3, CLOSE);
  }

  @Test
  void aClassThatNobodyNamesDoesNotCount() {
    assertThat(ClassificationMetrics.macroF1(new int[] {0, 7}, new int[] {0, 7})).isEqualTo(1);
  }

  @Test
  void anyNumberOfLabelsARow() {
    boolean[][] predicted = {{true, false, false}, {false, true, true}, {false, true, false}};
    boolean[][] expected = {{true, true, false}, {false, true, false}, {false, true, false}};

    // Label 0: F1 = 1; label 1: 2 right, 1 missed, F1 = 4/5; label 2: 1 too many, F1 = 0.
    assertThat(MultiLabelMetrics.macroF1(predicted, expected)).isCloseTo(1.8 / 3, CLOSE);
    assertThat(MultiLabelMetrics.microF1(predicted, expected)).isCloseTo(6 / 8.0, CLOSE);
    assertThat(MultiLabelMetrics.accuracy(predicted, expected)).isCloseTo(1 / 3.0, CLOSE);
  }

  @Test
  void numbers() {
    double[] predicted = {1, 2, 3, 4, 5};
    double[] expected = {2, 4, 5, 4, 5};

    assertThat(RegressionMetrics.mae(predicted, expected)).isCloseTo(1.0, CLOSE);
    assertThat(RegressionMetrics.mse(predicted, expected)).isCloseTo(9 / 5.0, CLOSE);
    assertThat(RegressionMetrics.pearson(predicted, expected)).isCloseTo(6 / Math.sqrt(60), CLOSE);
    // Ranks of the expected: 1, 2.5, 4.5, 2.5, 4.5.
    assertThat(RegressionMetrics.spearman(predicted, expected)).isCloseTo(7 / Math.sqrt(90), CLOSE);
  }

  @Test
  void correlationWithAConstantIsZero() {
    assertThat(RegressionMetrics.pearson(new double[] {3, 3, 3}, new double[] {1, 2, 3})).isZero();
  }

  @Test
  void entitiesAreRightAsAWhole() {
    List<List<String>> expected =
        List.of(List.of("B-PER", "I-PER", "O", "B-LOC"), List.of("B-PER", "B-PER", "O"));
    List<List<String>> predicted =
        List.of(List.of("B-PER", "I-PER", "O", "B-PER"), List.of("B-PER", "I-PER", "O"));

    // Of 4 expected and 3 found, 1 is right.
    assertThat(EntityMetrics.f1(predicted, expected, TagScheme.PREFIX)).isCloseTo(2 / 7.0, CLOSE);
  }

  @Test
  void anEntityMayBeginInsideAsInTheConllEvaluation() {
    List<List<String>> predicted = List.of(List.of("O", "I-PER", "I-LOC", "I-LOC"));
    List<List<String>> expected = List.of(List.of("O", "B-PER", "B-LOC", "I-LOC"));

    assertThat(EntityMetrics.f1(predicted, expected, TagScheme.PREFIX)).isEqualTo(1);
  }

  /** Numbers by hand, by the rules of seqeval's default mode. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          O B-PER E-PER S-LOC   | O B-PER O S-LOC       | 0.5
          O B-PER E-PER S-LOC   | O B-PER E-PER S-LOC   | 1
          B-PER I-PER E-PER O   | B-PER E-PER S-PER O   | 0
          O B_PER I_PER B_LOC   | O B_PER O B_LOC       | 0.5
          o b-per i-per b-loc   | o b-per o b-loc       | 0.5
          O PER_B PER_I LOC_B   | O PER_B O LOC_B       | 0.5
          S-LOC S-LOC O E-LOC   | S-LOC S-LOC O S-LOC   | 1
          O B-PER L-PER U-LOC   | O B-PER O U-LOC       | 0.5
          U-LOC U-LOC O B-PER   | U-LOC U-PER O B-PER   | 0.66666666666667
          I-PER I-PER B-PER O   | B-PER I-PER B-PER O   | 1
          I-PER E-PER I-PER O   | I-PER E-PER E-PER O   | 1
          B-PER M-PER E-PER O   | B-PER I-PER E-PER O   | 1
          PER-B PER-I O LOC-B   | PER-B O O LOC-B       | 0.5
          B I O B               | B O O B               | 0.5
          """)
  void entitiesAreReadByTheSchemeThatTheTagsShow(String expected, String predicted, double f1) {
    List<String> there = List.of(expected.split(" "));
    List<String> found = List.of(predicted.split(" "));
    Set<String> labels = new TreeSet<>(there);
    labels.addAll(found);
    labels.add("O");

    assertThat(EntityMetrics.f1(List.of(found), List.of(there), TagScheme.of(labels).orElseThrow()))
        .isCloseTo(f1, CLOSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NN VB O", "A B O AB", "S-V O-V", "x-B y", "O", "B C"})
  void otherLabelsArePlainClasses(String labels) {
    assertThat(TagScheme.of(List.of(labels.split(" ")))).isEmpty();
  }

  @Test
  void predictionsWithoutAnswersAreRefused() {
    assertThatThrownBy(() -> ClassificationMetrics.accuracy(new int[] {1}, new int[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("found 1 and 2");
  }
}
