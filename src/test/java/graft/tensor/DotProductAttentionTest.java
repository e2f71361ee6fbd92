package graft.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention in blocks against the same in plain operations, whose gradients libtorch records. */
class DotProductAttentionTest {
  private static final double SCALE = 0.4;

  private final NDManager manager = Libtorch.get().root().newSubManager();
  private final Random random = new Random(3);

  @AfterEach
  void close() {
    manager.close();
  }

  /** Several rows in a block, one, and queries of one row in several. */
  @ParameterizedTest
  @CsvSource({
    "3, 4, 4, 7, 9, false, false, false",
    "3, 4, 2, 7, 9, true, true, false",
    "5, 4, 1, 300, 310, true, false, false",
    "2, 4, 4, 600, 610, true, true, false",
    "3, 4, 1, 300, 310, false, false, false",
    "2, 4, 4, 100, 97, false, false, false",
    "2, 4, 2, 600, 600, false, true, true"
  })
  void contextAndGradientsAreThoseOfPlainOperations(
      int batch,
      int heads,
      int shared,
      int queries,
      int keys,
      boolean drops,
      boolean isBiased,
      boolean isBlind) {
    NDArray query = learned(batch, heads, queries, 8);
    NDArray key = learned(batch, shared, keys, 8);
    NDArray value = learned(batch, shared, keys, 8);
    NDArray mask = hidden(batch, queries, keys, isBlind);
    Optional<NDArray> bias =
        isBiased ? Optional.of(learned(batch, heads, queries, keys)) : Optional.empty();
    Shape weights = new Shape(batch, heads, queries, keys);
    Optional<Masks.Kept> kept =
        drops ? Masks.of(5, 1).kept(query, weights, 0.2, "here") : Optional.empty();
    NDArray towards = numbers(batch, queries, heads * 8L);
    List<NDArray> learned = new ArrayList<>(List.of(query, key, value));
    bias.ifPresent(learned::add);

    List<float[]> expected =
        results(() -> plain(query, key, value, mask, bias, kept, isBlind), towards, learned);
    List<float[]> found =
        results(
            () ->
                new DotProductAttention(
                        query,
                        key,
                        value,
                        new DotProductAttention.Scores(SCALE, mask, bias, kept, isBlind))
                    .context(),
            towards,
            learned);

    for (int i = 0; i < expected.size(); i++) {
      assertThat(largest(found.get(i), expected.get(i))).as("%d", i).isLessThan(5e-5f);
    }
  }

  /** In bf16, where the mask may be of either type. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longRowsAreRightInHalfThePrecision(boolean isMaskNarrow) {
    NDArray query = numbers(2, 4, 130, 8);
    NDArray key = numbers(2, 2, 130, 8);
    NDArray value = numbers(2, 2, 130, 8);
    NDArray mask = hidden(2, 130, 130, false);

    float[] found =
        HostMemory.floats(
            Ops.toFloat(
                attended(
                    Ops.toBfloat16(query),
                    Ops.toBfloat16(key),
                    Ops.toBfloat16(value),
                    isMaskNarrow ? Ops.toBfloat16(mask) : mask)));

    float[] expected = HostMemory.floats(attended(query, key, value, mask));
    assertThat(largest(found, expected)).isBetween(1e-6f, 2e-2f);
  }

  private static NDArray attended(NDArray query, NDArray key, NDArray value, NDArray mask) {
    return new DotProductAttention(
            query,
            key,
            value,
            new DotProductAttention.Scores(SCALE, mask, Optional.empty(), Optional.empty(), false))
        .context();
  }

  private static float largest(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    float largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(found[i] - expected[i]));
    }
    return largest;
  }

  private NDArray plain(
      NDArray query,
      NDArray key,
      NDArray value,
      NDArray mask,
      Optional<NDArray> bias,
      Optional<Masks.Kept> kept,
      boolean isBlind) {
    Shape shape = query.getShape();
    NDArray keys = repeated(key, shape.get(1));
    NDArray products = Ops.matmul(Ops.scale(query, SCALE), keys.transpose(0, 1, 3, 2));
    NDArray added = bias.map(some -> Ops.add(products, some)).orElse(products);
    NDArray seen = Ops.add(added, mask);
    NDArray weights = Ops.softmax(isBlind ? Ops.atLeast(seen, -1e38) : seen);
    NDArray dropped =
        kept.map(some -> Ops.drop(weights, some.mask(), some.factor())).orElse(weights);
    return Ops.matmul(dropped, repeated(value, shape.get(1)))
        .transpose(0, 2, 1, 3)
        .reshape(new Shape(shape.get(0), shape.get(2), shape.get(1) * shape.get(3)));
  }

  private static NDArray repeated(NDArray x, long heads) {
    Shape shape = x.getShape();
    long times = heads / shape.get(1);
    return x.reshape(new Shape(shape.get(0), shape.get(1), 1, shape.get(2), shape.get(3)))
        .broadcast(new Shape(shape.get(0), shape.get(1), times, shape.get(2), shape.get(3)))
        .reshape(new Shape(shape.get(0), heads, shape.get(2), shape.get(3)));
  }

  /** The context, and the gradients of {@code Σ context · towards}. */
  private static List<float[]> results(
      Supplier<NDArray> context, NDArray towards, List<NDArray> learned) {
    List<float[]> results = new ArrayList<>();
    try (Scope _ = new Scope()) {
      List<NDArray> made = new ArrayList<>();
      NDArray loss =
          Gradients.recorded(() -> {
            made.add(context.get());
            return Ops.sum(Ops.mul(made.getFirst(), towards));
          });
      results.add(HostMemory.floats(made.getFirst()));
      Gradients.backward(loss);
      for (NDArray each : learned) {
        NDArray gradient = Gradients.of(each).orElseThrow();
        results.add(HostMemory.floats(gradient));
        Gradients.off(() -> Gradients.clear(List.of(gradient)));
      }
    }
    return results;
  }

  private NDArray numbers(long... shape) {
    float[] values = new float[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, new Shape(shape));
  }

  private NDArray learned(long... shape) {
    NDArray numbers = numbers(shape);
    numbers.setRequiresGradient(true);
    return numbers;
  }

  /** The last keys of a row; and all keys of the last query. */
  private NDArray hidden(int batch, int queries, int keys, boolean hidesRows) {
    int rows = hidesRows ? queries : 1;
    float[] mask = new float[batch * rows * keys];
    for (int i = 0; i < batch * rows; i++) {
      for (int key = 0; key < keys; key++) {
        boolean isBlind = hidesRows && i % rows == rows - 1;
        mask[i * keys + key] = isBlind || key > keys - 3 ? -3e38f : 0;
      }
    }
    return manager.create(mask, new Shape(batch, 1, rows, keys));
  }
}
