package graft.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.data.Batch;
import graft.model.Inputs;

/** A batch on the device of a manager: inputs int64 (B, S), labels int64 (B). */
record DeviceBatch(Inputs inputs, NDArray labels) {
  static DeviceBatch of(Batch batch, NDManager manager, int typeVocabulary) {
    Shape shape = new Shape(batch.rows(), batch.length());
    NDArray types = typeVocabulary > 1 ? manager.create(batch.typeIds(), shape) : null;
    Inputs inputs =
        new Inputs(
            manager.create(batch.inputIds(), shape),
            manager.create(batch.attentionMask(), shape),
            types);
    return new DeviceBatch(inputs, manager.create(batch.labels(), new Shape(batch.rows())));
  }
}
