/** Tests of the loop with a real, tiny model on the processor. */
@NullMarked
package graft.train;

import org.jspecify.annotations.NullMarked;
