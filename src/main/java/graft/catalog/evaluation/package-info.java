/** Evaluations of adapters: what was asked, how far it is, and what was found. */
@NullMarked
package graft.catalog.evaluation;

import org.jspecify.annotations.NullMarked;
