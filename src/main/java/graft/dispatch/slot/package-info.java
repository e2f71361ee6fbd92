/** The threads that jobs run on, as the operating system sees them. */
@NullMarked
package graft.dispatch.slot;

import org.jspecify.annotations.NullMarked;
