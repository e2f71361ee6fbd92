/** What changes trained tensors beside the optimizer. */
@NullMarked
package graft.tensor.change;

import org.jspecify.annotations.NullMarked;
