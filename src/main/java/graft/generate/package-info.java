/**
 * Text that a language model writes: the engine that decodes step by step, many requests at once,
 * and what tells it which tokens come next.
 *
 * <p>Which tokens follow is decided on the host, from logits in float32, by a {@link
 * graft.generate.Search} that each request brings along. The engine knows neither temperatures nor
 * beams: it computes the logits of a search's rows, and goes on with the rows that the search
 * chose.
 */
@NullMarked
package graft.generate;

import org.jspecify.annotations.NullMarked;
