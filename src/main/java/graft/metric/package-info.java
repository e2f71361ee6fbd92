/**
 * The measure of a task: how good a model's scores are on labelled rows, together ({@link Metric})
 * and row by row ({@link Judge}).
 *
 * <p>{@link Tallies} knows all tasks. Nothing here touches a tensor: scores are float arrays,
 * row-major.
 */
@NullMarked
package graft.metric;

import org.jspecify.annotations.NullMarked;
