/** How fast a device multiplies matrices, to hold other speeds against. */
@NullMarked
package graft.tensor.rate;

import org.jspecify.annotations.NullMarked;
