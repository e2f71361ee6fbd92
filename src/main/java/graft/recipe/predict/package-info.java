/**
 * The prediction: answers to the rows of a request, through one setup or its branches.
 *
 * <p>Of the recipes it may use {@code adapted}, {@code batch} and {@code task}.
 */
@NullMarked
package graft.recipe.predict;

import org.jspecify.annotations.NullMarked;
