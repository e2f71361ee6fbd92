/**
 * The engine's edge: devices, scopes, gradients, parameters, masks, initialisers and operations.
 *
 * <p>The only package that knows libtorch's native layer. What DJL has no call for (bf16, fused
 * AdamW, cross-entropy with an ignored index …) is written in TorchScript in {@code ops.py}, loaded
 * once. What libtorch would keep too much for, or do too slowly, has a backward pass of its own on
 * the {@link graft.tensor.Tape}: attention in blocks ({@code attention.py}) and products with
 * frozen weights ({@code onednn.py}). DJL's own trainer, optimizers and gradient collector are not
 * used: the collector is process-wide, so two jobs in one JVM would disturb each other. A bf16
 * tensor is an opaque handle here: asking DJL for its elements ends the JVM, so it is cast to
 * float32 first.
 */
@NullMarked
package graft.tensor;

import org.jspecify.annotations.NullMarked;
