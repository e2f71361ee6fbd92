package graft.data;

import graft.data.cut.Cuts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * The rows of a whole file. What batches are made of are items: rows, or the windows of those that
 * are too long for one.
 */
sealed interface Columns permits TokenColumns, LazyTokenColumns, PictureColumns {
  /** How many items there are. */
  int items();

  /** Of an item, as {@link ExampleEncoder} writes it. */
  int[] target(int item);

  /** Makes what will be asked for, all of it together; nothing to do where all is there. */
  default void prepare(int[] items) {}

  /** Whether rows are tokenized as they are needed, and not before. */
  default boolean isLazy() {
    return false;
  }

  /** How many rows have been tokenized, where that is not all of them yet. */
  default OptionalInt readSoFar() {
    return OptionalInt.empty();
  }

  /** The row of the file that an item is of. */
  int rowOf(int item);

  /** Positions that are read of an item. */
  int length(int item);

  /** Tokens that a decoder behind an encoder writes of an item; 0 where there is none. */
  int written(int item);

  /** What an item asks a language model; empty where nothing stands before what is learned. */
  Optional<Dataset.Exchange> exchange(int item);

  /** Of the rows that have been tokenized. */
  Cuts cuts();

  /** What questions are asked of; handed over, as not everybody needs it. */
  List<Targets.Passage> passages();

  /**
   * Items side by side.
   *
   * @param targets of a batch of some length
   */
  Batch batch(int[] items, Padding padding, IntFunction<Targets> targets);

  /**
   * Rows that each hold the texts of several items, for a model that learns what comes next.
   *
   * @param blocks items of each row
   */
  Batch packed(List<int[]> blocks, Padding padding);
}
