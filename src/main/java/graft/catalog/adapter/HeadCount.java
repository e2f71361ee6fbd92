package graft.catalog.adapter;

import graft.format.Safetensors;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts the parameters of a saved head, for adapters whose rows are older than that column. */
final class HeadCount {
  private static final String HEAD = "model_head.safetensors";

  private HeadCount() {}

  /** From the header of the file alone; 0 where no head is saved, or none can be read. */
  static long of(Path adapter) {
    Path head = adapter.resolve(HEAD);
    if (!Files.exists(head)) {
      return 0;
    }
    try (Tensors tensors = Safetensors.open(head, ErrorCode.INVALID_ADAPTER)) {
      return tensors.elements();
    } catch (GraftException | UncheckedIOException damaged) {
      return 0;
    }
  }
}
