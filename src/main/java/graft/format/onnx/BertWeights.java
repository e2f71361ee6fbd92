package graft.format.onnx;

import graft.format.FileContext;
import graft.format.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weights of a BERT encoder under their checkpoint names, found in the graph that PyTorch
 * exports of it.
 *
 * <p>Exporting keeps the names of embeddings, biases and norms. The matrices of linear layers
 * become nameless constants, but the node that multiplies with one is called by the layer's path;
 * and they are transposed: [in, out] in the graph, [out, in] in a checkpoint.
 */
record BertWeights(Map<String, Tensor> tensors, FileContext origin) {
  private static final String NAMELESS = "onnx::";
  private static final Pattern LINEAR = Pattern.compile("/(.+)/MatMul");
  private static final String WORDS = "embeddings.word_embeddings.weight";

  /**
   * The published encoders all have 12 heads. The graph shows the number only as a constant in the
   * reshapes of its attention.
   */
  private static final int HEADS = 12;

  static BertWeights in(OnnxGraph graph, FileContext origin) {
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Tensor weight : graph.weights().values()) {
      if (!weight.name().startsWith(NAMELESS)) {
        tensors.put(weight.name(), weight);
      }
    }
    for (OnnxGraph.Node node : graph.nodes()) {
      matrix(node, graph)
          .ifPresent(weight -> {
            String name = checkpointName(node, origin);
            tensors.put(name, transposed(weight.named(name), origin));
          });
    }
    return new BertWeights(tensors, origin);
  }

  /** The constant that a node multiplies with; attention multiplies two computed values instead. */
  private static Optional<Tensor> matrix(OnnxGraph.Node node, OnnxGraph graph) {
    boolean isProduct = node.opType().equals("MatMul") && node.inputs().size() == 2;
    return isProduct
        ? Optional.ofNullable(graph.weights().get(node.inputs().get(1)))
        : Optional.empty();
  }

  /**
   * {@code /encoder/layer.0/output/dense/MatMul} is {@code encoder.layer.0.output.dense.weight}.
   */
  private static String checkpointName(OnnxGraph.Node node, FileContext origin) {
    Matcher path = LINEAR.matcher(node.name());
    origin.require(
        path.matches(), "a linear layer is called " + FileContext.printable(node.name()));
    return path.group(1).replace('/', '.') + ".weight";
  }

  private static Tensor transposed(Tensor weight, FileContext origin) {
    long[] shape = weight.shape();
    if (shape.length != 2) {
      throw origin.fault(weight.name(), "has " + shape.length + " dimensions, not 2");
    }
    int in = Math.toIntExact(shape[0]);
    int out = Math.toIntExact(shape[1]);
    float[] from = weight.floats();
    float[] to = new float[from.length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        to[o * in + i] = from[i * out + o];
      }
    }
    return Tensor.of(weight.name(), new long[] {out, in}, to);
  }

  /** The {@code config.json} that belongs to these weights; the rest is BERT's own. */
  Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of("BertModel"));
    config.put("model_type", "bert");
    config.put("hidden_size", size(WORDS, 1));
    config.put("num_hidden_layers", layers());
    config.put("num_attention_heads", HEADS);
    config.put("intermediate_size", size("encoder.layer.0.intermediate.dense.weight", 0));
    config.put("vocab_size", size(WORDS, 0));
    config.put("max_position_embeddings", size("embeddings.position_embeddings.weight", 0));
    config.put("type_vocab_size", size("embeddings.token_type_embeddings.weight", 0));
    config.put("hidden_act", "gelu");
    config.put("hidden_dropout_prob", 0.1);
    config.put("attention_probs_dropout_prob", 0.1);
    config.put("layer_norm_eps", 1e-12);
    config.put("initializer_range", 0.02);
    config.put("pad_token_id", 0);
    config.put("torch_dtype", "float32");
    return config;
  }

  private long layers() {
    return tensors.keySet().stream()
        .filter(name -> name.matches("encoder\\.layer\\.\\d+\\.output\\.dense\\.weight"))
        .count();
  }

  private long size(String name, int dimension) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || tensor.shape().length != 2) {
      throw origin.fault(name, "is not there as a matrix: not a BERT encoder");
    }
    return tensor.shape()[dimension];
  }
}
