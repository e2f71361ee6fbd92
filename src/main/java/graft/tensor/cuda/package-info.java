/**
 * NVIDIA's cards as the CUDA runtime sees them, without libtorch: what one is and has, and how it
 * says that it is lost. It is asked through {@code libcudart}, which is looked for in {@code
 * jna.library.path} and where the system has its libraries.
 */
@NullMarked
package graft.tensor.cuda;

import org.jspecify.annotations.NullMarked;
