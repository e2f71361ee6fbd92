package graft.data;

import graft.data.cut.Cuts;
import graft.data.picture.PixelRows;
import graft.image.PixelShape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The pictures of a file's rows.
 *
 * @param length positions that a model makes of one
 */
record PictureColumns(PixelRows pixels, RaggedInts targets, PixelShape shape, int length)
    implements Columns {
  @Override
  public int items() {
    return targets.size();
  }

  @Override
  public int[] target(int item) {
    return targets.row(item);
  }

  @Override
  public int rowOf(int item) {
    return item;
  }

  @Override
  public int length(int item) {
    return length;
  }

  @Override
  public int written(int item) {
    return 0;
  }

  @Override
  public Optional<Dataset.Exchange> exchange(int item) {
    return Optional.empty();
  }

  @Override
  public Cuts cuts() {
    return Cuts.NONE;
  }

  @Override
  public List<Targets.Passage> passages() {
    return List.of();
  }

  @Override
  public Batch batch(int[] items, Padding padding, IntFunction<Targets> expected) {
    List<float[]> values = Arrays.stream(items).mapToObj(pixels::values).toList();
    return Batch.Pixels.of(values, length, shape, expected.apply(length));
  }

  @Override
  public Batch packed(List<int[]> blocks, Padding padding) {
    throw new IllegalArgumentException("a picture has a row of its own");
  }
}
