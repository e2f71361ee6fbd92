/**
 * The architectures, one file each: what it says of itself, and its layers put together from
 * blocks.
 */
@NullMarked
package graft.model.family;

import org.jspecify.annotations.NullMarked;
