package graft.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrittenScoreTest {
  /**
   * The first three are the examples of Lin 2004, section 3.1; the fourth is that of the package
   * {@code rouge_score}; the rest by hand from the definition.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          police killed the gunman                    | police kill the gunman               | 0.75
          police killed the gunman                    | the gunman kill police               | 0.5
          police killed the gunman                    | the gunman police killed             | 0.5
          The quick brown fox jumps over the lazy dog | The quick brown dog jumps on the log. | 0.5882352941176471
          artifact                                    | Artifact!                            | 1
          a b c d                                     | b d                                  | 0.6666666666666666
          a b                                         | a b a b a b                          | 0.5
          artifact                                    | animal                               | 0
          state-of-the-art                            | state of the art                     | 1
          ein schöner Tag                             | ein SCHÖNER Abend                    | 0.6666666666666666
          今天天气好                                   | 今天天气坏                            | 0.8
          ?                                           | ?                                    | 0
          a                                           | ''                                   | 0
          ''                                          | a                                    | 0
          """)
  void rougeLIsTheShareOfWordsInOrder(String expected, String generated, double rougeL) {
    assertThat(WrittenScore.of(expected, generated).rougeL()).isCloseTo(rougeL, within(1e-12));
  }

  @Test
  void onlyBlanksAroundATextMayDiffer() {
    assertThat(WrittenScore.of("so good", " so good\n").exact()).isEqualTo(1);
    assertThat(WrittenScore.of("so good", "so  good").exact()).isZero();
    assertThat(WrittenScore.of("so good", "So good").exact()).isZero();
  }

  @Test
  void aRightTextIsNotWrongAtAllAndAFarOneIsWorse() {
    assertThat(WrittenScore.of("?", "?").wrongness()).isZero();
    assertThat(WrittenScore.of("a b", "a B").wrongness())
        .isPositive()
        .isLessThan(WrittenScore.of("a b", "a c").wrongness());
  }

  @Test
  void aSampleIsMeasuredByItsMeans() {
    List<WrittenScore> scores =
        List.of(WrittenScore.of("a b", "a b"), WrittenScore.of("a b", "a c"));

    assertThat(WrittenScore.means(scores))
        .containsEntry("exact_match", 0.5)
        .containsEntry("rouge_l", 0.75);
    assertThat(WrittenScore.means(List.of())).containsEntry("rouge_l", Double.NaN);
  }
}
