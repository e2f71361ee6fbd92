/**
 * Runs a template's tree.
 *
 * <p>Uses {@code graft.template.syntax}, {@code graft.template.builtin}, {@code
 * graft.template.python} and {@code graft.template.value}. Decisions: a tree is walked, nothing is
 * generated; a name is looked up from the innermost scope outwards, and every turn of a loop, macro
 * and block has a scope of its own, which is what Jinja's compiler arranges; each expression that
 * is evaluated is a step of the budget and names itself as the place of what fails in it.
 */
@NullMarked
package graft.template.run;

import org.jspecify.annotations.NullMarked;
