/**
 * The architectures: what a family of models says of itself to whoever reads or writes files.
 *
 * <p>The types are here, below files and models; each value is a constant in its family's one file,
 * and the {@link graft.architecture.Registry} hands it on.
 */
@NullMarked
package graft.architecture;

import org.jspecify.annotations.NullMarked;
