package graft.data.order;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.order.BatchSampler.Kind;
import graft.tensor.random.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchSamplerTest {
  /** Lengths of a thousand rows, far from sorted. */
  private static final int[] LENGTHS =
      IntStream.range(0, 1003).map(i -> 5 + i * 7919 % 251).toArray();

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyRowIsOnceInAnEpoch(Kind kind) {
    BatchSampler order = new BatchSampler(42, 16, kind);

    List<int[]> batches = order.batches(LENGTHS.length, BatchSamplerTest::lengths, 3);

    assertThat(batches).hasSize(order.count(1003)).hasSize(63);
    assertThat(batches.stream().filter(batch -> batch.length == 16)).hasSize(62);
    assertThat(rows(batches).sorted()).containsExactly(range());
    assertThat(order.batches(0, BatchSamplerTest::lengths, 0)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SHUFFLED", "GROUPED"})
  void theOrderDependsOnSeedAndEpochAlone(Kind kind) {
    int[] order =
        rows(new BatchSampler(42, 16, kind).batches(LENGTHS.length, BatchSamplerTest::lengths, 1))
            .toArray();

    assertThat(
            rows(
                new BatchSampler(42, 16, kind)
                    .batches(LENGTHS.length, BatchSamplerTest::lengths, 1)))
        .containsExactly(boxed(order));
    assertThat(
            rows(new BatchSampler(42, 16, kind)
                    .batches(LENGTHS.length, BatchSamplerTest::lengths, 2))
                .toArray())
        .isNotEqualTo(order);
    assertThat(
            rows(new BatchSampler(43, 16, kind)
                    .batches(LENGTHS.length, BatchSamplerTest::lengths, 1))
                .toArray())
        .isNotEqualTo(order);
  }

  @Test
  void theShuffleStaysAsItIsForever() {
    // A resumed job must meet the order that it was interrupted in, even after an update.
    assertThat(
            new BatchSampler(42, 10, Kind.SHUFFLED)
                .batches(10, BatchSamplerTest::lengths, 0)
                .getFirst())
        .containsExactly(7, 6, 2, 8, 3, 9, 1, 5, 4, 0);
  }

  @Test
  void randomNumbersAreThoseOfSplitMix64() {
    SeededRandom random = new SeededRandom(new SplitMix(1234567));

    assertThat(IntStream.range(0, 5).mapToObj(i -> Long.toUnsignedString(random.numbers().bits(i))))
        .containsExactly(
            "6457827717110365317",
            "3203168211198807973",
            "9817491932198370423",
            "4593380528125082431",
            "16408922859458223821");
    assertThat(IntStream.range(0, 1000).map(i -> random.below(10, i)).distinct().count())
        .isEqualTo(10);
  }

  @Test
  void withoutShufflingRowsStayInTheirOrder() {
    BatchSampler order = BatchSampler.of(42, 16, false, true);

    assertThat(rows(order.batches(LENGTHS.length, BatchSamplerTest::lengths, 5)))
        .containsExactly(range());
  }

  @Test
  void groupingPadsMuchLessThanShuffling() {
    int real = Arrays.stream(LENGTHS).sum();
    int shuffled =
        padded(
            new BatchSampler(42, 16, Kind.SHUFFLED)
                .batches(LENGTHS.length, BatchSamplerTest::lengths, 0));
    int grouped =
        padded(
            new BatchSampler(42, 16, Kind.GROUPED)
                .batches(LENGTHS.length, BatchSamplerTest::lengths, 0));
    int sorted =
        padded(
            new BatchSampler(42, 16, Kind.BY_LENGTH)
                .batches(LENGTHS.length, BatchSamplerTest::lengths, 0));

    assertThat(shuffled).isGreaterThan(real * 3 / 2);
    assertThat(grouped).isLessThan(real * 11 / 10);
    assertThat(sorted).isLessThanOrEqualTo(grouped);
  }

  @Test
  void groupedBatchesAreNotSortedAmongEachOther() {
    List<int[]> batches =
        new BatchSampler(42, 16, Kind.GROUPED)
            .batches(LENGTHS.length, BatchSamplerTest::lengths, 0);
    int[] longest =
        batches.stream()
            .mapToInt(batch -> Arrays.stream(batch).map(row -> LENGTHS[row]).max().orElseThrow())
            .toArray();

    int rises = (int) IntStream.range(1, 63).filter(i -> longest[i] > longest[i - 1]).count();
    assertThat(rises).isBetween(20, 42);
  }

  @Test
  void aGroupedBatchNeedsTheLengthsOfItsNeighboursAlone() {
    List<Integer> asked = new ArrayList<>();
    List<int[]> batches =
        new BatchSampler(42, 16, Kind.GROUPED)
            .batches(
                8000,
                rows -> {
                  asked.addAll(Arrays.stream(rows).boxed().toList());
                  return new int[rows.length];
                },
                0);

    assertThat(asked).isEmpty();
    int[] first = batches.getFirst();
    assertThat(asked).hasSize(800).containsAll(Arrays.stream(first).boxed().toList());
    assertThat(batches.getFirst()).isSameAs(first);
    assertThat(asked).hasSize(800);
    assertThat(rows(batches).sorted()).containsExactly(boxed(IntStream.range(0, 8000).toArray()));
    assertThat(asked).hasSize(8000);
  }

  private static int[] lengths(int[] rows) {
    return Arrays.stream(rows).map(row -> LENGTHS[row]).toArray();
  }

  private static int padded(List<int[]> batches) {
    return batches.stream()
        .mapToInt(batch ->
            batch.length * Arrays.stream(batch).map(row -> LENGTHS[row]).max().orElseThrow())
        .sum();
  }

  private static IntStream rows(List<int[]> batches) {
    return batches.stream().flatMapToInt(Arrays::stream);
  }

  private static Integer[] range() {
    return boxed(IntStream.range(0, LENGTHS.length).toArray());
  }

  private static Integer[] boxed(int[] values) {
    return Arrays.stream(values).boxed().toArray(Integer[]::new);
  }
}
