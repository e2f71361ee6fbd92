/**
 * The front of all recipes on this machine's devices: picks the model, lends it out and hands it to
 * the recipe that was asked for.
 *
 * <p>It may use every package of recipes, and none of them may use it.
 */
@NullMarked
package graft.recipe.local;

import org.jspecify.annotations.NullMarked;
