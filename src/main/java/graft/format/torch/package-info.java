/**
 * PyTorch archives (the ZIP files that {@code torch.save} writes), read and written without Python.
 *
 * <p>The structure of such a file is a pickle, which is a program. The reader here runs only the
 * few opcodes that build a dictionary of tensors, calls nothing, and knows the handful of names
 * that may occur; everything else is refused by name. Sizes are bounded: the pickle and the number
 * of entries by constants, tensor data by the size of the file, since entries must be stored
 * uncompressed. Archives from before PyTorch 1.6, which are not ZIP files, are refused.
 */
@NullMarked
package graft.format.torch;

import org.jspecify.annotations.NullMarked;
