/**
 * The prediction: answers to the rows of a request, through one setup or its branches. Requests
 * that wait for the same adapter at the same time are computed together, so the last digits of an
 * answer may depend on who else asked.
 *
 * <p>Of the recipes it may use {@code adapted}, {@code batch} and {@code task}.
 */
@NullMarked
package graft.recipe.predict;

import org.jspecify.annotations.NullMarked;
