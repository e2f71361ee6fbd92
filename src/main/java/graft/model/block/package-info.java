/** The blocks that architectures are made of. They know no architecture. */
@NullMarked
package graft.model.block;

import org.jspecify.annotations.NullMarked;
