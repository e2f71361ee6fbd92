/**
 * Turns encoders that are published as ONNX graphs in Maven artifacts into model directories.
 *
 * <p>For sites without access to the Hugging Face hub: the artifacts {@code
 * dev.langchain4j:langchain4j-embeddings-*} carry pretrained BERT encoders. Reads just the few
 * protobuf fields that hold names and weights (numbers as in onnx.proto), because ONNX Runtime's
 * API does not give weights out, and a generated parser would be larger than all of this.
 */
@NullMarked
package graft.format.onnx;

import org.jspecify.annotations.NullMarked;
