/**
 * The recipes on this machine's devices: fine-tune, resolve, predict, merge, eject; and the base
 * models held in memory.
 */
@NullMarked
package graft.recipe.local;

import org.jspecify.annotations.NullMarked;
