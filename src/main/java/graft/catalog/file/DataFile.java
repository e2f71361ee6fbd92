package graft.catalog.file;

import graft.spec.FileId;
import graft.table.TableProfile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that the service holds, complete and unchangeable.
 *
 * @param filename as uploaded, without directories; never a name on disk
 * @param bytes its size
 * @param expiresAt when it is deleted, as soon as no job needs it
 * @param sha256 digest of its bytes, lower-case hexadecimal
 * @param profile what was found when it was read once from end to end; with faults, nothing can be
 *     trained on it
 * @param path where its bytes are
 */
public record DataFile(
    FileId id,
    String filename,
    FilePurpose purpose,
    long bytes,
    Instant createdAt,
    Optional<Instant> expiresAt,
    String sha256,
    TableProfile profile,
    Path path) {}
