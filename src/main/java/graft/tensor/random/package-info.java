/**
 * Streams of random numbers that depend on what they are named after and on nothing else, and the
 * reference's own.
 */
@NullMarked
package graft.tensor.random;

import org.jspecify.annotations.NullMarked;
