package graft.recipe;

import graft.spec.FileId;
import java.nio.file.Path;

/**
 * An uploaded data set on disk, checked at upload.
 *
 * @param filename as uploaded; its ending is a hint at the format
 * @param sha256 digest of its bytes, lower-case hexadecimal
 */
public record DataSource(FileId id, Path path, String filename, String sha256) {}
