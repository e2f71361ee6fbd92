/** The threads that jobs run on, as the operating system and the log see them. */
@NullMarked
package graft.dispatch.slot;

import org.jspecify.annotations.NullMarked;
