/**
 * The evaluation of an adapter: its metrics on labelled rows, and its worst rows.
 *
 * <p>Of the recipes it may use {@code adapted}, {@code answer} and {@code batch}.
 */
@NullMarked
package graft.recipe.evaluate;

import org.jspecify.annotations.NullMarked;
