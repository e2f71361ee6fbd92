/**
 * The transfer of an adapter: in from published files, and out of its prefix's reparametrization.
 *
 * <p>Of the recipes it may use {@code adapted}, {@code saved} and the probe of {@code merge}.
 */
@NullMarked
package graft.recipe.transfer;

import org.jspecify.annotations.NullMarked;
