package graft.recipe;

import graft.spec.FileId;
import graft.table.Table;
import graft.table.TableProfile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An uploaded data set on disk, checked at upload.
 *
 * @param filename as uploaded; its ending is a hint at the format
 * @param sha256 digest of its bytes, lower-case hexadecimal
 * @param known what was found when it was read once from end to end
 */
public record DataSource(
    FileId id, Path path, String filename, String sha256, Optional<TableProfile> known) {
  /** A file of which nothing else is known yet. */
  public DataSource(FileId id, Path path, String filename, String sha256) {
    this(id, path, filename, sha256, Optional.empty());
  }

  /** What a reading from end to end finds; read now, if nobody did before. */
  public TableProfile profile() {
    return known.orElseGet(() -> Table.profile(path, filename));
  }
}
