/** Whether a job can fit into its device, asked before it is queued. */
@NullMarked
package graft.dispatch.memory;

import org.jspecify.annotations.NullMarked;
