/**
 * Files of the ecosystem as they are on disk: safetensors files and JSON, tensors as named bytes.
 *
 * <p>Knows neither the engine nor any method: a tensor here is a name, a type, a shape and a slice
 * of memory. The sub-packages build on it: {@code torch} reads and writes PyTorch archives without
 * executing anything, {@code model} reads base model directories, {@code adapter} the adapter
 * layouts, {@code onnx} turns published ONNX encoders into model directories.
 *
 * <p>Decisions: a file is never trusted, so every number in a header is checked against the file
 * before it is used, and a fault names the file (never its path) and the tensor. Files are mapped,
 * not read, so a model costs address space until it is used. Whatever is written goes to a name
 * that ends in {@link graft.format.AtomicFile#SUFFIX} first and is renamed when it is complete and
 * on disk, so that a crash leaves no half file under a real name. Failures of the disk itself are
 * {@link java.io.UncheckedIOException}.
 */
@NullMarked
package graft.format;

import org.jspecify.annotations.NullMarked;
