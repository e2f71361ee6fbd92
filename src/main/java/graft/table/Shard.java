package graft.table;

import java.nio.file.Path;

/**
 * A part of a data set that came in several files.
 *
 * @param filename as the user knows it
 */
public record Shard(Path file, String filename) {}
