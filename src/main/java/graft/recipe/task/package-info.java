/**
 * What each task makes of a model's scores: how good they are on labelled rows ({@link Tally}), and
 * what they say about a row to predict ({@link Answer}).
 *
 * <p>{@link Tallies} and {@link Answers} are the two places that know all tasks. Nothing here
 * touches a tensor: scores are float arrays, row-major.
 */
@NullMarked
package graft.recipe.task;

import org.jspecify.annotations.NullMarked;
