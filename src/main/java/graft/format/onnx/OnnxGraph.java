package graft.format.onnx;

import graft.format.DType;
import graft.format.FileContext;
import graft.format.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of an ONNX model that tell its weights' names.
 *
 * @param nodes in the order of computation
 * @param weights the float initializers by name; other types are constants of the graph
 */
record OnnxGraph(List<Node> nodes, Map<String, Tensor> weights) {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int NODE_INPUT = 1;
  private static final int NODE_NAME = 3;
  private static final int NODE_OP_TYPE = 4;
  private static final int TENSOR_DIMS = 1;
  private static final int TENSOR_DATA_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW_DATA = 9;
  private static final long FLOAT = 1;

  record Node(String name, String opType, List<String> inputs) {}

  /** Reads a ModelProto; the weights are slices of it. */
  static OnnxGraph parse(ByteBuffer model, FileContext origin) {
    List<ByteBuffer> graphs = Protobuf.parse(model, origin).all(MODEL_GRAPH);
    origin.require(graphs.size() == 1, "has " + graphs.size() + " graphs, not 1");
    Protobuf graph = Protobuf.parse(graphs.getFirst(), origin);
    List<Node> nodes = graph.all(GRAPH_NODE).stream().map(node -> node(node, origin)).toList();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (ByteBuffer initializer : graph.all(GRAPH_INITIALIZER)) {
      Protobuf message = Protobuf.parse(initializer, origin);
      if (isFloat(message, origin)) {
        Tensor weight = weight(message, origin);
        weights.put(weight.name(), weight);
      }
    }
    return new OnnxGraph(nodes, weights);
  }

  private static Node node(ByteBuffer bytes, FileContext origin) {
    Protobuf message = Protobuf.parse(bytes, origin);
    return new Node(message.text(NODE_NAME), message.text(NODE_OP_TYPE), message.texts(NODE_INPUT));
  }

  private static boolean isFloat(Protobuf initializer, FileContext origin) {
    long[] types = initializer.numbers(TENSOR_DATA_TYPE, origin);
    return types.length == 1 && types[0] == FLOAT;
  }

  private static Tensor weight(Protobuf initializer, FileContext origin) {
    String name = initializer.text(TENSOR_NAME);
    List<ByteBuffer> raw = initializer.all(TENSOR_RAW_DATA);
    if (raw.size() != 1) {
      throw origin.fault(name, "has no data inside the file");
    }
    MemorySegment data = MemorySegment.ofBuffer(raw.getFirst());
    try {
      return new Tensor(name, DType.F32, initializer.numbers(TENSOR_DIMS, origin), data);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw origin.fault(name, "its shape does not fit its " + data.byteSize() + " bytes");
    }
  }
}
