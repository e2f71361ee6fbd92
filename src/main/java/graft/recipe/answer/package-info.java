/**
 * What a language model writes after the prompts of rows, while it is trained: which rows are
 * asked, how text is generated with the weights of the moment, and what it became.
 *
 * <p>Decisions: prompts and right answers are the very tokens that training reads, so that nothing
 * is rendered twice; text is the likeliest at each step, so that the same weights write the same.
 * Of the recipes it may use {@code adapted}.
 */
@NullMarked
package graft.recipe.answer;

import org.jspecify.annotations.NullMarked;
