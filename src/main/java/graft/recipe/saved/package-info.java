/** The tensors of an adapter as files hold them, and how they become its parameters. */
@NullMarked
package graft.recipe.saved;

import org.jspecify.annotations.NullMarked;
