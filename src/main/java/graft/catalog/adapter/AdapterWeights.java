package graft.catalog.adapter;

import graft.spec.AdapterId;
import graft.spec.Owner;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The adapters' weights as files to take away. */
public interface AdapterWeights {
  /**
   * A file to take away.
   *
   * @param sha256 digest of its bytes, found once
   */
  record Exported(Path path, String sha256) {}

  /**
   * The weights as one file. The same adapter gives the same bytes each time.
   *
   * @throws graft.spec.GraftException {@code ADAPTER_NOT_FOUND}; {@code INVALID_ADAPTER} if its
   *     files are damaged; {@code FORMAT_NOT_SUPPORTED} with what the format cannot express; {@code
   *     STORAGE_FULL}
   */
  Exported file(Owner owner, AdapterId id, WeightsFormat format);

  /**
   * Another file that is made of an adapter once.
   *
   * @param ending tells it from other files of the adapter: {@code merged.zip}
   * @param write writes the file whose path it is given; it appears there complete or not at all
   * @throws graft.spec.GraftException {@code ADAPTER_NOT_FOUND}, {@code STORAGE_FULL}; whatever
   *     {@code write} throws
   */
  Exported file(Owner owner, AdapterId id, String ending, Consumer<Path> write);
}
