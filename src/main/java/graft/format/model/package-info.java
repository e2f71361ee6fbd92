/**
 * Base model directories in the Hugging Face layout: configuration, tokenizer and weights.
 *
 * <p>Says which files there are and what is in them, and brings old spellings of tensor names up to
 * date; what the tensors mean is for the architectures to know. Weights are looked for as {@code
 * model.safetensors}, sharded safetensors, {@code pytorch_model.bin} and sharded archives, in this
 * order, and only the first that is found is read. Symbolic links are followed, because the cache
 * of Hugging Face's own tools is made of them; a shard index, which is a file that anyone may have
 * written, can only name files beside itself.
 */
@NullMarked
package graft.format.model;

import org.jspecify.annotations.NullMarked;
