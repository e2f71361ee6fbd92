/**
 * Base models: read by their published names, frozen, with sites where adapters may sit.
 *
 * <p>What all have in common is here, the parts that they are made of in {@code block}, and each
 * architecture in {@code family}.
 */
@NullMarked
package graft.model;

import org.jspecify.annotations.NullMarked;
