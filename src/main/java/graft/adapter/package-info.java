/**
 * The adapter methods: what they add at a site. One class a method, with its citation and formula;
 * no architecture is named here.
 *
 * <p>One switch ({@link graft.adapter.AdapterMethod#of}) joins a configuration to its method;
 * nothing else knows that a method exists.
 */
@NullMarked
package graft.adapter;

import org.jspecify.annotations.NullMarked;
