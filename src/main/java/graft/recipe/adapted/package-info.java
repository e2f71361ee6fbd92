/**
 * A base model with its adapters in memory: loaded, lent to whoever computes with it, and read from
 * or written to an adapter's files.
 *
 * <p>Of the recipes it may use the front door and {@code saved}.
 */
@NullMarked
package graft.recipe.adapted;

import org.jspecify.annotations.NullMarked;
