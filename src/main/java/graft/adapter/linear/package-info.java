/** What methods put around projections: low-rank terms and rescalings, of one or of fused ones. */
@NullMarked
package graft.adapter.linear;

import org.jspecify.annotations.NullMarked;
