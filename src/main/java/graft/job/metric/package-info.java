/** The numbers that jobs report while they run. */
@NullMarked
package graft.job.metric;

import org.jspecify.annotations.NullMarked;
