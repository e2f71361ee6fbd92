/**
 * The engine: requests of one language model, decoded together.
 *
 * <p>The rows of a {@link graft.generate.decode.RunningBatch} end at the same column of its {@link
 * graft.tensor.KeyValueStore}, however long they are, so that a step writes one column for all. A
 * prompt is read apart, its tokens from the first column on, in pieces of bounded size; then its
 * keys and values are copied behind those of the others. A row may so join between two steps, and
 * whose row leaves is forgotten by moving the last one into its place. Nothing depends on what else
 * is in the batch but the order in which floats are added up.
 *
 * <p>Without a cache, each row by itself and whole at every step, run those whose past changes as
 * they grow: setups with gates, which are means over all positions, and with blocks that split a
 * row's positions. Where frequencies of positions hang on the length, rows are read again when it
 * passes a bound: once for LongRoPE, at each step for dynamic ones behind their first context.
 */
@NullMarked
package graft.generate.decode;

import org.jspecify.annotations.NullMarked;
