/** What goes some days after a job has ended. */
@NullMarked
package graft.dispatch.retention;

import org.jspecify.annotations.NullMarked;
