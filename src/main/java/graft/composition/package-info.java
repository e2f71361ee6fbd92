/**
 * Several adapters in one model: what a tree of blocks puts at a site, from what each adapter puts
 * there.
 *
 * <p>Blocks know sites and no method. Where the reference library's behaviour is an accident of its
 * code, the intended one is computed, and the class says so.
 */
@NullMarked
package graft.composition;

import org.jspecify.annotations.NullMarked;
