package graft.catalog;

import graft.spec.AdapterId;
import java.nio.file.Path;

/** The adapters' weights as files to take away. */
public interface AdapterWeights {
  /**
   * The weights as one file. The same adapter gives the same bytes each time.
   *
   * @throws graft.spec.GraftException {@code ADAPTER_NOT_FOUND}; {@code INVALID_ADAPTER} if its
   *     files are damaged; {@code STORAGE_FULL}
   */
  Path file(AdapterId id, WeightsFormat format);
}
