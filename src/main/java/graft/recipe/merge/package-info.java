/**
 * The merged model: an adapter folded into the base model's weights, and the proof that it computes
 * the same.
 *
 * <p>Of the recipes it may use {@code adapted}.
 */
@NullMarked
package graft.recipe.merge;

import org.jspecify.annotations.NullMarked;
