package graft.recipe;

import java.nio.file.Path;

/**
 * A checkpoint of a job on disk.
 *
 * @param id as its job's log calls it
 * @param step optimizer steps that were done
 */
public record CheckpointSource(String id, int step, Path directory) {}
