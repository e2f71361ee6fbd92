package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.GraftException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchTest {
  @ParameterizedTest
  @CsvSource({"1,512,8", "8,512,8", "9,512,16", "60,61,61", "61,61,61", "0,512,0"})
  void lengthsAreRoundedUpToEightsWithinTheModelsPositions(int longest, int most, int expected) {
    assertThat(Padding.rounded(0, most).length(longest)).isEqualTo(expected);
    assertThat(Padding.exact(0).length(longest)).isEqualTo(longest);
  }

  @Test
  void impossiblePaddingIsRefused() {
    assertThatThrownBy(() -> new Padding(-1, 0, 512))
        .isInstanceOf(GraftException.class)
        .hasMessageContainingAll("pad_id", "multiple");
  }

  @Test
  void encodedTextsBecomeABatchToPredict() {
    try (Tokenizer bert = Tokenizers.open("bert-a")) {
      Batch.Tokens batch =
          Batch.Tokens.of(bert.encode(List.of(Text.of("a b"), Text.of("a")), 64), Padding.exact(0));

      assertThat(batch.rows()).isEqualTo(2);
      assertThat(batch.inputIds()).containsExactly(2, 15, 16, 3, 2, 15, 3, 0);
      assertThat(batch.attentionMask()).containsExactly(1, 1, 1, 1, 1, 1, 1, 0);
      assertThat(batch.targets()).isEqualTo(new Targets.None());
      assertThat(batch.tokens()).isEqualTo(7);
    }
  }

  @Test
  void maskingChoosesAShareOfTheWordsAndRepeats() {
    MaskedLmCollator masking = new MaskedLmCollator(42, 4, 1000, 0.15);
    int length = 1000;
    int[] rows = IntStream.range(0, 20).toArray();
    long[] ids = IntStream.range(0, 20 * length).mapToLong(i -> 10 + i % 900).toArray();
    long[] words = ids.clone();
    for (int row = 0; row < 20; row++) {
      words[row * length] = Targets.IGNORED;
    }
    Batch.Tokens batch = batch(20, length, ids, words);

    Batch.Tokens masked = masking.apply(batch, rows, 0);

    long[] targets = ((Targets.TokenIds) masked.targets()).values();
    int[] chosen = IntStream.range(0, targets.length).filter(i -> targets[i] >= 0).toArray();
    assertThat(chosen.length / 20_000.0).isBetween(0.14, 0.16);
    assertThat(Arrays.stream(chosen)).allMatch(i -> targets[i] == ids[i] && i % length != 0);
    assertThat(share(chosen, i -> masked.inputIds()[i] == 4)).isBetween(0.78, 0.82);
    assertThat(share(chosen, i -> masked.inputIds()[i] == ids[i])).isBetween(0.08, 0.12);
    assertThat(IntStream.range(0, ids.length).filter(i -> targets[i] < 0))
        .allMatch(i -> masked.inputIds()[i] == ids[i]);
    assertThat(masking.apply(batch, rows, 0).inputIds()).isEqualTo(masked.inputIds());
    assertThat(masking.apply(batch, rows, 1).inputIds()).isNotEqualTo(masked.inputIds());
    assertThat(batch.inputIds()).isEqualTo(ids);
  }

  @Test
  void aRowIsMaskedTheSameInAnyBatch() {
    MaskedLmCollator masking = new MaskedLmCollator(42, 4, 1000, 0.5);
    long[] ids = IntStream.range(0, 64).mapToLong(i -> 10 + i).toArray();
    long[] twice = IntStream.range(0, 128).mapToLong(i -> 10 + i % 64).toArray();

    long[] alone = masking.apply(batch(1, 64, ids, ids), new int[] {7}, 0).inputIds();
    long[] second = masking.apply(batch(2, 64, twice, twice), new int[] {3, 7}, 0).inputIds();

    assertThat(Arrays.copyOfRange(second, 64, 128)).isEqualTo(alone);
    assertThat(Arrays.copyOfRange(second, 0, 64)).isNotEqualTo(alone);
  }

  private static double share(int[] chosen, IntPredicate holds) {
    return Arrays.stream(chosen).filter(holds).count() / (double) chosen.length;
  }

  private static Batch.Tokens batch(int rows, int length, long[] ids, long[] targets) {
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    return new Batch.Tokens(
        rows,
        length,
        ids,
        ones,
        new long[ids.length],
        new Targets.TokenIds(targets, length),
        ids.length);
  }
}
