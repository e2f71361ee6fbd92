/**
 * What each task makes of a model's scores: what they say about a row to predict ({@link
 * OutputDecoder}).
 *
 * <p>{@link Answers} is the place that knows all tasks. It may use no other recipe. Nothing here
 * touches a tensor: scores are float arrays, row-major.
 */
@NullMarked
package graft.recipe.task;

import org.jspecify.annotations.NullMarked;
