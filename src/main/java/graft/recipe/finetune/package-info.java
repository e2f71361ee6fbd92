/**
 * The fine-tuning job: what it would take, its dry run, and the training itself.
 *
 * <p>Of the recipes it may use {@code adapted}, {@code saved}, {@code batch} and the metrics of
 * {@code evaluate}.
 */
@NullMarked
package graft.recipe.finetune;

import org.jspecify.annotations.NullMarked;
