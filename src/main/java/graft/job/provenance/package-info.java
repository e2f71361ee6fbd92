/** What a job was made from, and by what, so that it can be made again. */
@NullMarked
package graft.job.provenance;

import org.jspecify.annotations.NullMarked;
