/** The sizes of models: what their {@code config.json} says, with the defaults of the reference. */
@NullMarked
package graft.model.shape;

import org.jspecify.annotations.NullMarked;
