package graft.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SquadScoreTest {
  /** By hand, with the rules of SQuAD's script. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          The Denver Broncos! | denver  broncos            | 1 | 1
          Broncos             | Denver Broncos             | 0 | 0.6666666667
          Denver              | Carolina; the Denver       | 1 | 1
          an old old man      | the old man                | 0 | 0.8
          U.S.                | us                         | 1 | 1
          another             | other                      | 0 | 0
          ''                  | ''                         | 1 | 1
          Denver              | ''                         | 0 | 0
          ''                  | Denver                     | 0 | 0
          the                 | ''                         | 1 | 1
          Été                 | été                        | 1 | 1
          """)
  void anAnswerIsComparedWithTheBestRightOne(String answer, String right, double exact, double f1) {
    SquadScore score = SquadScore.of(answer, List.of(right.split(";")));

    assertThat(score.exact()).isEqualTo(exact);
    assertThat(score.f1()).isCloseTo(f1, within(1e-9));
  }
}
