package graft.recipe;

import java.nio.file.Path;

/**
 * A base model on disk.
 *
 * @param name as users call it
 * @param directory in the Hugging Face layout
 * @param sha256 digest of its weights, lower-case hexadecimal
 */
public record ModelSource(String name, Path directory, String sha256) {}
