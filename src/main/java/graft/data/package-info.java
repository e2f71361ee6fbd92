/**
 * From the rows of a file to batches: columns mapped, texts tokenized, rows ordered by a seed,
 * padded no further than needed. Everything is in memory of the host; the engine is not known here.
 */
@NullMarked
package graft.data;

import org.jspecify.annotations.NullMarked;
