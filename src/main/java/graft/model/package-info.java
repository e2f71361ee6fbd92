/**
 * The base architectures: forward pass, tensor names, sites. One file an architecture over a few
 * shared blocks.
 *
 * <p>A relative that differs by a name or a number is a parameter of its family's file. Weights are
 * read once, frozen, and never change.
 */
@NullMarked
package graft.model;

import org.jspecify.annotations.NullMarked;
