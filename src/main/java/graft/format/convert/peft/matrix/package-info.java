/** Matrices of files, moved and multiplied. */
@NullMarked
package graft.format.convert.peft.matrix;

import org.jspecify.annotations.NullMarked;
