/**
 * A long suite of faults: what is done to a cluster, the cluster that it is done to, and what must
 * be true of its records whatever came.
 */
@NullMarked
package graft.resume.fault;

import org.jspecify.annotations.NullMarked;
