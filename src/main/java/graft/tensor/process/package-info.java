/** The process that computes: what memory it holds without need, and its end. */
@NullMarked
package graft.tensor.process;

import org.jspecify.annotations.NullMarked;
