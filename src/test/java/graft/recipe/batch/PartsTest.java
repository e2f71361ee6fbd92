package graft.recipe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.Batch;
import graft.data.Padding;
import graft.data.Targets;
import graft.spec.DeviceId;
import graft.train.Part;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartsTest {
  private static final int[][] IDS = {{5, 6, 7}, {8}, {9, 10}};

  @Test
  void eachPartHasItsRowsAndTheTargetsOfThese() {
    Batch whole =
        tokens(IDS, new Targets.TokenIds(new long[] {1, 2, 3, 4, -100, -100, 5, 6, -100}, 3));

    List<Part<Batch>> parts = new Parts(6, 1).of(whole, 1);

    assertThat(parts).extracting(Part::before).containsExactly(0, 1);
    assertThat(parts).extracting(Part::rows).containsExactly(1, 2);
    assertThat(parts).extracting(part -> part.batch().rows()).containsExactly(1, 2);
    assertThat(parts).extracting(part -> part.batch().tokens()).containsExactly(3, 3);
    assertThat(parts).extracting(part -> part.batch().targets().count()).containsExactly(3L, 3L);
    Batch last = parts.getLast().batch();
    assertThat(((Batch.Tokens) last).inputIds()).containsExactly(8, 0, 0, 9, 10, 0);
    assertThat(((Targets.TokenIds) last.targets()).values())
        .containsExactly(4, -100, -100, 5, 6, -100);
  }

  @Test
  void partsAreOfNearlyTheSameSize() {
    Batch whole = ofRows(16, 200);

    assertThat(sizes(new Parts(1024, 1), whole, 1)).containsExactly(4, 4, 4, 4);
    assertThat(sizes(new Parts(1024, 1), whole, 2)).containsExactly(2, 2, 2, 2, 2, 2, 2, 2);
    assertThat(sizes(new Parts(Long.MAX_VALUE, 1), whole, 1)).containsExactly(16);
    assertThat(sizes(new Parts(Long.MAX_VALUE, 1), whole, 2)).containsExactly(8, 8);
    assertThat(sizes(new Parts(100, 1), ofRows(3, 200), 2)).containsExactly(1, 1, 1);
  }

  @Test
  void whatFitsIsNotCut() {
    Batch whole = ofRows(4, 10);

    assertThat(new Parts(40, 1).of(whole, 1)).containsExactly(new Part<>(whole, 0, 4));
  }

  @Test
  void theChoicesOfOneQuestionStayTogether() {
    int[][] choices = {{1}, {2}, {3}, {4}, {5}, {6}};
    Batch whole = tokens(choices, new Targets.ClassIds(new long[] {0, 1, 1}));

    assertThat(sizes(new Parts(5, 1), whole, 1)).containsExactly(2, 4);
    assertThat(sizes(new Parts(1, 1), whole, 1)).containsExactly(2, 2, 2);
  }

  /** A card is not kept from computing all at once. */
  @Test
  void onlyAProcessorCutsWhatItCouldHold() {
    Batch large = ofRows(64, 512);

    assertThat(sizes(Parts.on(new DeviceId("cuda:0")), large, 1)).containsExactly(64);
    assertThat(sizes(Parts.on(new DeviceId("cpu")), large, 1)).hasSize(32);
  }

  private static List<Integer> sizes(Parts parts, Batch whole, int finer) {
    return parts.of(whole, finer).stream().map(Part::rows).toList();
  }

  private static Batch ofRows(int rows, int length) {
    int[][] ids = IntStream.range(0, rows).mapToObj(_ -> new int[length]).toArray(int[][]::new);
    return tokens(ids, new Targets.ClassIds(new long[rows]));
  }

  private static Batch tokens(int[][] ids, Targets targets) {
    return Batch.Tokens.of(ids, new int[ids.length][0], targets, Padding.exact(0));
  }
}
