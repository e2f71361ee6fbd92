/**
 * Text that a base model or an adapter writes after prompts: reading them, choosing what is
 * searched for from what was asked and what the model's files say, and telling of tokens as text.
 *
 * <p>Decisions: what a request leaves open is filled in from the model's files only where it says
 * so; a prompt is never cut. Text that streams grows by whole characters, none of which a stop
 * string can take back.
 */
@NullMarked
package graft.recipe.generate;

import org.jspecify.annotations.NullMarked;
