package graft.recipe.local;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.data.Batch;
import graft.data.Targets;
import graft.model.Inputs;

/** A batch on the device of a manager: inputs int64 (B, S), labels int64 (B). */
record DeviceBatch(Inputs inputs, NDArray labels) {
  static DeviceBatch of(Batch batch, NDManager manager, int typeVocabulary) {
    return new DeviceBatch(
        inputs(batch, manager, typeVocabulary),
        manager.create(classes(batch), new Shape(batch.rows())));
  }

  static Inputs inputs(Batch batch, NDManager manager, int typeVocabulary) {
    Shape shape = new Shape(batch.rows(), batch.length());
    NDArray types = typeVocabulary > 1 ? manager.create(batch.tokenTypeIds(), shape) : null;
    return new Inputs(
        manager.create(batch.inputIds(), shape),
        manager.create(batch.attentionMask(), shape),
        types);
  }

  /** The class of each row. */
  static long[] classes(Batch batch) {
    if (batch.targets() instanceof Targets.ClassIds(long[] values)) {
      return values;
    }
    throw new IllegalArgumentException("rows of a classifier have one class each");
  }
}
