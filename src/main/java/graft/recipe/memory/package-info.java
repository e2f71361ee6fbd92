/** What a training takes of a device's memory, as a function of its batches. */
@NullMarked
package graft.recipe.memory;

import org.jspecify.annotations.NullMarked;
