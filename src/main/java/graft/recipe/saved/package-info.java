/**
 * The tensors of an adapter as files hold them, and how they become its parameters.
 *
 * <p>What an adapter is called inside its files, and whether its head has the form of a native task
 * class, is in the files and nowhere else ({@link graft.recipe.saved.PublishedIdentity}): they are
 * read by what they say, and go out as they are.
 */
@NullMarked
package graft.recipe.saved;

import org.jspecify.annotations.NullMarked;
