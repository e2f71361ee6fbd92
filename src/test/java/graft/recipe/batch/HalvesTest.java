package graft.recipe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.Batch;
import graft.data.Padding;
import graft.data.Targets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HalvesTest {
  private static final int[][] IDS = {{5, 6, 7}, {8}, {9, 10}};

  @Test
  void eachHalfHasItsRowsAndTheTargetsOfThese() {
    Batch whole =
        tokens(IDS, new Targets.TokenIds(new long[] {1, 2, 3, 4, -100, -100, 5, 6, -100}, 3));

    List<Batch> halves = Halves.of(whole);

    assertThat(halves).extracting(Batch::rows).containsExactly(1, 2);
    assertThat(halves).extracting(Batch::tokens).containsExactly(3, 3);
    assertThat(halves).extracting(half -> half.targets().count()).containsExactly(3L, 3L);
    assertThat(((Batch.Tokens) halves.get(1)).inputIds()).containsExactly(8, 0, 0, 9, 10, 0);
    assertThat(((Targets.TokenIds) halves.get(1).targets()).values())
        .containsExactly(4, -100, -100, 5, 6, -100);
  }

  @Test
  void theChoicesOfOneQuestionStayTogether() {
    int[][] choices = {{1}, {2}, {3}, {4}, {5}, {6}};

    assertThat(Halves.of(tokens(choices, new Targets.ClassIds(new long[] {0, 1, 1}))))
        .extracting(Batch::rows)
        .containsExactly(2, 4);
  }

  @Test
  void aSingleRowStaysWhole() {
    Batch one = tokens(new int[][] {{1, 2}}, new Targets.Scores(new float[] {1}));

    assertThat(Halves.of(one)).containsExactly(one);
  }

  private static Batch tokens(int[][] ids, Targets targets) {
    return Batch.Tokens.of(ids, new int[ids.length][0], targets, Padding.exact(0));
  }
}
