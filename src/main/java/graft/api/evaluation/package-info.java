/** Evaluations of adapters over HTTP. */
@NullMarked
package graft.api.evaluation;

import org.jspecify.annotations.NullMarked;
